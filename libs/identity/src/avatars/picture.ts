// Turns what somebody uploads into a picture that is safe to show: told by its first bytes, decoded, and encoded anew.
// Nothing of the file itself is kept, so neither its metadata nor what may be hidden behind the picture.
import sharp from 'sharp'
import { DomainError, unprocessable } from '@portolan/platform'

const side = 256
const mostPixels = 40_000_000

const signatures: readonly ((file: Buffer) => boolean)[] = [
  (file) => file.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (file) => file.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  (file) => /^GIF8[79]a/.test(file.toString('latin1', 0, 6)),
  (file) => /^RIFF[^]{4}WEBP/.test(file.toString('latin1', 0, 12)),
]

class PictureTypeRefused extends DomainError {
  constructor() {
    super('unsupported_type', 'avatar.unsupported_type', 'Pictures are JPEG, PNG, WebP or GIF', {
      details: { file: ['is none of JPEG, PNG, WebP and GIF'] },
    })
  }
}

/** A square WebP of 256 pixels. Throws a DomainError: 415 for what is no picture, 422 for one that cannot be used. */
export async function squarePicture(file: Buffer): Promise<Buffer> {
  if (!signatures.some((holds) => holds(file))) throw new PictureTypeRefused()
  try {
    const picture = sharp(file, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true, pages: 1 })
    return await picture.autoOrient().resize(side, side, { fit: 'cover' }).webp({ quality: 82 }).toBuffer()
  } catch (error) {
    const tooLarge = error instanceof Error && /pixel limit/i.test(error.message)
    throw tooLarge
      ? unprocessable('avatar.too_large', 'The picture has too many pixels', {
          file: ['has more than 40 million pixels'],
        })
      : unprocessable('avatar.unreadable', 'The picture is damaged', { file: ['cannot be read as a picture'] })
  }
}
