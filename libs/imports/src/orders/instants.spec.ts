import fc from 'fast-check'
import { Instants } from './instants'

const at = (zone: string, text: string) => {
  const time = new Instants(zone).iso(text)
  return time === null ? null : new Date(time).toISOString()
}

it.each([
  ['Europe/London', '2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
  ['Europe/London', '2011-07-01T08:26', '2011-07-01T07:26:00.000Z'],
  ['Asia/Kolkata', '2026-01-31', '2026-01-30T18:30:00.000Z'],
  ['Asia/Kolkata', '2026-01-31T00:00:00Z', '2026-01-31T00:00:00.000Z'],
  ['Asia/Kolkata', '2026-01-31 00:00:00.125+02:00', '2026-01-30T22:00:00.125Z'],
  ['America/St_Johns', '2026-01-31 00:00', '2026-01-31T03:30:00.000Z'],
])('in %s, %s is %s', (zone, text, instant) => {
  expect(at(zone, text)).toBe(instant)
})

it('takes the earlier of two times when clocks go back, and passes over an hour that they leave out', () => {
  expect(at('Europe/London', '2011-10-30 01:30:00')).toBe('2011-10-30T00:30:00.000Z')
  expect(at('Europe/London', '2011-03-27 01:30:00')).toBe('2011-03-27T01:30:00.000Z')
  expect(at('America/New_York', '2026-11-01 01:30:00')).toBe('2026-11-01T05:30:00.000Z')
})

it.each([
  '',
  'yesterday',
  '2011-02-30 10:00',
  '2011-01-01 24:00',
  '2011-1-1',
  '0500-01-01',
  '2011-01-01 10:00 +1',
  '1/2/2011 10:00',
])('does not read %j', (text) => {
  expect(at('UTC', text)).toBeNull()
})

it('finds the instant again that a zone’s clock shows, wherever it shows it once', () => {
  const zones = ['Europe/London', 'America/New_York', 'Asia/Tehran', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']
  const moment = fc
    .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2030, 0) })
    .map((time) => Math.floor(time / 60_000) * 60_000)
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, (zone, time) => {
      const shown = (value: number) => new Date(value).toLocaleString('sv-SE', { timeZone: zone })
      const found = new Instants(zone).iso(shown(time))
      expect(found === null ? null : shown(found)).toBe(shown(time))
    }),
    { numRuns: 200 },
  )
})
