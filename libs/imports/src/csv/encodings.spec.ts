import { PassThrough, Readable } from 'node:stream'
import { DecodedLines } from './decoded-lines'
import { detectEncoding, type Encoding } from './encodings'

// What the programs of each country write, byte by byte.
const samples: [Encoding, Buffer][] = [
  ['utf-8', Buffer.from('Name;Ort\nMüller;Köln\n')],
  ['utf-8', Buffer.from('\uFEFFName;Ort\n')],
  ['utf-16le', Buffer.from('\uFEFFName;Ort\nMüller;Köln\n', 'utf16le')],
  ['utf-16le', Buffer.from('Name;Ort\nMüller;Köln\n', 'utf16le')],
  ['utf-16be', Buffer.from('\uFEFFName;Ort\n', 'utf16le').swap16()],
  ['windows-1252', Buffer.from('Name;Ort\nMüller;Köln\nGroß;Düsseldorf\nJäger;Würzburg\n', 'latin1')],
  [
    'windows-1251',
    Buffer.from([
      ...[
        0xc8, 0xec, 0xe5, 0x3b, 0xc3, 0xf0, 0xe0, 0xe4, 0x0a, 0xc8, 0xe2, 0xe0, 0xed, 0x3b, 0xd1, 0xee, 0xf4, 0xe8,
        0xff,
      ],
      ...[0x0a, 0xcf, 0xe5, 0xf2, 0xfa, 0xf0, 0x3b, 0xcf, 0xeb, 0xee, 0xe2, 0xe4, 0xe8, 0xe2, 0x0a],
    ]),
  ],
  [
    'gb18030',
    Buffer.from([
      ...[0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xb3, 0xc7, 0xca, 0xd0, 0x0a, 0xcd, 0xf5, 0xd0, 0xa1, 0xc3, 0xf7, 0x2c],
      ...[0xb1, 0xb1, 0xbe, 0xa9, 0x0a, 0xc0, 0xee, 0xbb, 0xaa, 0x2c, 0xc9, 0xcf, 0xba, 0xa3, 0x0a],
    ]),
  ],
  [
    'shift_jis',
    Buffer.from([
      ...[0x96, 0xbc, 0x91, 0x4f, 0x2c, 0x8f, 0x5a, 0x8f, 0x8a, 0x0a, 0x8e, 0x52, 0x93, 0x63, 0x82, 0xb3, 0x82, 0xf1],
      ...[0x2c, 0x93, 0x8c, 0x8b, 0x9e, 0x0a, 0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x2c, 0x91, 0xe5, 0x8d, 0xe3, 0x0a],
    ]),
  ],
]

it.each(samples)('bytes of %s are told by their mark, their validity or their frequency', (encoding, bytes) => {
  expect(detectEncoding(bytes)).toBe(encoding)
})

async function decode(encoding: Encoding, bytes: Buffer, size: number): Promise<string> {
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
  const text = Readable.from(parts).pipe(new DecodedLines(encoding))
  text.on('error', (error) => out.destroy(error))
  const out = text.pipe(new PassThrough())
  const chunks: Buffer[] = []
  for await (const chunk of out) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

it('is decoded whatever chunks it comes in, with plain line ends', async () => {
  const text = 'Name;Ort\r\nMüller;Köln\r王;北京\r\n'
  for (const size of [1, 2, 3, 7, 100])
    expect(await decode('utf-16le', Buffer.from(text, 'utf16le'), size)).toBe('Name;Ort\nMüller;Köln\n王;北京\n')
})

it('is refused where it is not what it is said to be, and never shown as question marks', async () => {
  await expect(decode('gb18030', Buffer.from([0x41, 0x0a, 0xff, 0xff, 0x0a]), 100)).rejects.toMatchObject({
    reason: 'file.encoding',
  })
})
