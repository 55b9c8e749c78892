import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { squarePicture } from './picture'

const red = { width: 600, height: 400, channels: 3 as const, background: '#d81b60' }
const drawn = () => sharp({ create: red })
const facts = async (picture: Buffer) => sharp(picture).metadata()

describe('an uploaded picture', () => {
  it.each([
    ['JPEG', () => drawn().jpeg()],
    ['PNG', () => drawn().png()],
    ['WebP', () => drawn().webp()],
    ['GIF', () => drawn().gif()],
  ])('%s becomes a small square', async (_, encode) => {
    const made = await facts(await squarePicture(await encode().toBuffer()))
    expect(made).toMatchObject({ format: 'webp', width: 256, height: 256 })
  })

  it('loses where it was taken and what hangs behind it', async () => {
    const exif = { IFD0: { Artist: 'Ada at home' } }
    const photo = await drawn().withExif(exif).jpeg().toBuffer()
    const polyglot = Buffer.concat([photo, Buffer.from('<html><script>alert(1)</script>')])
    const made = await squarePicture(polyglot)
    expect((await facts(made)).exif).toBeUndefined()
    expect(made.toString('latin1')).not.toMatch(/script|Ada/)
  })

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['PDF', '%PDF-1.7'],
    ['text', 'hello'],
    ['nothing', ''],
  ])('that is %s is refused by its type', async (_, text) => {
    await expect(squarePicture(Buffer.from(text))).rejects.toMatchObject({
      kind: 'unsupported_type',
      reason: 'avatar.unsupported_type',
    })
  })

  it.each([
    ['only begins like one', Buffer.from('GIF89a/*<svg onload=alert(1)>*/=1')],
    ['is cut off', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ])('that %s is refused as damaged', async (_, file) => {
    await expect(squarePicture(file)).rejects.toMatchObject({ kind: 'unprocessable', reason: 'avatar.unreadable' })
  })

  it('of more pixels than fit in memory is refused before it is unpacked', async () => {
    await expect(squarePicture(hugePng(30_000, 30_000))).rejects.toMatchObject({ reason: 'avatar.too_large' })
  })
})

/** A PNG of a few bytes that says how large it is. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.alloc(1000))
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function crc(bytes: Buffer): number {
  let value = ~0
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return ~value >>> 0
}
