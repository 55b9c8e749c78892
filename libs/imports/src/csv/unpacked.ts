// A stored file as the bytes of its text: gzip, told by its first bytes, is unpacked within limits.
import type { ReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { config } from '@portolan/platform'
import { FileRefused } from '../import.errors'

/** What is read: a file that can be opened again from its start. */
export interface SourceFile {
  head(bytes: number): Promise<Buffer>
  open(): ReadStream
}

export interface UnpackLimits {
  readonly unpackedMb: number
  /** Tables of text shrink to a tenth or so; what grows many hundredfold was made to fill a disk. */
  readonly ratio: number
  /** The ratio means nothing for a small file. */
  readonly harmlessMb: number
}

const usualLimits: UnpackLimits = { unpackedMb: config.UNPACKED_LIMIT_MB, ratio: 100, harmlessMb: 50 }
const megabyte = 1024 * 1024

const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const oldExcel = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** The first bytes of the text, or all of a shorter one. Throws FileRefused. */
export async function startOf(file: SourceFile, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of unpacked(file)) {
    parts.push(part)
    length += part.length
    if (length >= bytes) break
  }
  return Buffer.concat(parts).subarray(0, bytes)
}

/** Throws FileRefused when the file is of a kind that holds no text, damaged, or unpacks without end. */
export async function* unpacked(file: SourceFile, limits: UnpackLimits = usualLimits): AsyncGenerator<Buffer> {
  const start = await file.head(4)
  if (start.equals(zip) || start.equals(oldExcel)) {
    throw new FileRefused('type', 0, 'The file is an archive or a spreadsheet of an old kind; save it as XLSX or CSV')
  }
  const packed = file.open()
  if (start[0] === 0x1f && start[1] === 0x8b) yield* gunzipped(packed, limits)
  else yield* packed as AsyncIterable<Buffer>
}

async function* gunzipped(packed: ReadStream, limits: UnpackLimits): AsyncGenerator<Buffer> {
  const plain = createGunzip({ chunkSize: 256 * 1024 })
  // Errors of either stream come out of the loop below.
  pipeline(packed, plain, () => undefined)
  let bytes = 0
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limits.unpackedMb * megabyte) throw endless(`to more than ${limits.unpackedMb} MB`)
      if (bytes > Math.max(limits.harmlessMb * megabyte, packed.bytesRead * limits.ratio)) {
        throw endless(`to more than ${limits.ratio} times its size, which no table does`)
      }
      yield chunk
    }
  } catch (error) {
    throw isDamage(error) ? new FileRefused('damaged', 0, 'The gzip file is damaged or incomplete') : error
  }
}

function endless(how: string): FileRefused {
  return new FileRefused('unpacked_too_large', 0, `The file unpacks ${how}`)
}

function isDamage(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code.startsWith('Z_')
}
