import { deflateRawSync, gzipSync } from 'node:zlib'
import { NotRates, readRates } from './ecb'

// Real figures of the ECB (source: ECB), in the two forms in which it publishes them.
const daily = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube><Cube time='2026-04-13'>
		<Cube currency='USD' rate='1.1684'/><Cube currency='JPY' rate='186.75'/><Cube currency='GBP' rate='0.87058'/>
	</Cube></Cube>
</gesmes:Envelope>`
const history =
  'Date,USD,JPY,BGN,GBP,\n2026-04-13,1.1684,186.75,N/A,0.87058,\n2011-12-09,1.3384,103.95,1.9558,0.85315,\n'
const read = (text: string) => readRates(Buffer.from(text))

/** A zip of one file, as the ECB's. */
function zip(name: string, text: string): Buffer {
  const [title, packed] = [Buffer.from(name), deflateRawSync(Buffer.from(text))]
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 0, 'latin1')
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt16LE(title.length, 26)
  const entry = Buffer.alloc(46)
  entry.write('PK\x01\x02', 0, 'latin1')
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt16LE(title.length, 28)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  return Buffer.concat([local, title, packed, entry, title, end])
}

describe('the ECB’s files', () => {
  it('are read as the daily XML', () => {
    expect(read(daily)).toEqual([
      { currency: 'USD', day: '2026-04-13', rate: '1.1684' },
      { currency: 'JPY', day: '2026-04-13', rate: '186.75' },
      { currency: 'GBP', day: '2026-04-13', rate: '0.87058' },
    ])
  })

  it('are read as XML of several days', () => {
    const days = daily.replace(
      '</Cube></Cube>',
      `</Cube><Cube time="2026-04-10"><Cube currency="USD" rate="1.17"/></Cube></Cube>`,
    )
    expect(read(days).map(({ day }) => day)).toEqual(['2026-04-13', '2026-04-13', '2026-04-13', '2026-04-10'])
  })

  it('are read as the CSV of the history, without the days that a currency does not have', () => {
    const rates = read(history)
    expect(rates).toHaveLength(7)
    expect(rates).toContainEqual({ currency: 'BGN', day: '2011-12-09', rate: '1.9558' })
    expect(rates).not.toContainEqual(expect.objectContaining({ currency: 'BGN', day: '2026-04-13' }))
  })

  it('are read gzipped and zipped', () => {
    expect(readRates(gzipSync(Buffer.from(history)))).toEqual(read(history))
    expect(readRates(zip('eurofxref-hist.csv', history))).toEqual(read(history))
  })

  it.each([
    ['an empty file', ''],
    ['a page of HTML', '<!doctype html><html><body>moved</body></html>'],
    ['XML that ends early', daily.slice(0, 300)],
    ['another CSV', 'a,b\n1,2\n'],
    ['a day that is none', history.replace('2011-12-09', '2011-13-09')],
    ['a rate that is no number', history.replace('1.3384', '1,3384')],
    ['a rate of zero', history.replace('1.3384', '0.0000')],
    ['a currency in words', history.replace('JPY', 'Yen')],
    ['an open quote', 'Date,USD\n"2011-12-09,1.3384\n'],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(NotRates)
  })

  it('refuses gzip that unpacks without end', () => {
    expect(() => readRates(gzipSync(Buffer.alloc(65 * 1024 * 1024)))).toThrow(NotRates)
  })

  it('refuses an archive that is cut off', () => {
    expect(() => readRates(zip('eurofxref-hist.csv', history).subarray(0, 60))).toThrow(NotRates)
  })
})
