// The entries of a ZIP archive, read from its own directory and unpacked as a stream within limits. Sizes that the
// archive states are not believed: bytes are counted as they come out.
import type { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { FileRefused } from '../import.errors'

export interface RandomAccess {
  readonly bytes: number
  /** The bytes from `start` up to, not including, `end`. */
  open(start: number, end: number): Readable
}

export interface ZipLimits {
  readonly entries: number
  readonly unpackedMb: number
}

interface Entry {
  readonly method: number
  readonly packed: number
  readonly offset: number
}

const megabyte = 1024 * 1024
const largestDirectory = 4 * megabyte
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50

export class ZipEntries {
  private unpacked = 0

  private constructor(
    private readonly file: RandomAccess,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limits: ZipLimits,
  ) {}

  /** Throws FileRefused when this is no archive that can be read within limits. */
  static async open(file: RandomAccess, limits: ZipLimits): Promise<ZipEntries> {
    const tail = await collect(file.open(Math.max(0, file.bytes - 65_557), file.bytes))
    const end = tail.lastIndexOf(signature(endSignature))
    if (end < 0 || tail.length < end + 22) throw damaged()
    const [count, size, offset] = [
      tail.readUInt16LE(end + 10),
      tail.readUInt32LE(end + 12),
      tail.readUInt32LE(end + 16),
    ]
    if (count > limits.entries) throw tooLarge(`has more than ${limits.entries} parts`)
    if (size > largestDirectory || offset + size > file.bytes) throw damaged()
    return new ZipEntries(file, readDirectory(await collect(file.open(offset, offset + size)), count), limits)
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** The bytes of a part as they are unpacked. Throws FileRefused when all parts together exceed the limit. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name)
    if (!entry) throw damaged()
    if (entry.method !== 0 && entry.method !== 8) throw damaged()
    const start = await this.dataOf(entry)
    const packed = this.file.open(start, start + entry.packed)
    const plain = entry.method === 0 ? packed : packed.pipe(createInflateRaw({ chunkSize: 64 * 1024 }))
    packed.on('error', (error) => plain.destroy(error))
    try {
      for await (const chunk of plain as AsyncIterable<Buffer>) {
        this.unpacked += chunk.length
        if (this.unpacked > this.limits.unpackedMb * megabyte)
          throw tooLarge(`unpacks to more than ${this.limits.unpackedMb} MB`)
        yield chunk
      }
    } catch (error) {
      const { code } = error as { code?: unknown }
      throw typeof code === 'string' && code.startsWith('Z_') ? damaged() : error
    } finally {
      packed.destroy()
      plain.destroy()
    }
  }

  private async dataOf({ offset, packed }: Entry): Promise<number> {
    if (offset + 30 + packed > this.file.bytes) throw damaged()
    const head = await collect(this.file.open(offset, offset + 30))
    if (head.length < 30 || head.readUInt32LE(0) !== localSignature) throw damaged()
    return offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  }
}

function readDirectory(bytes: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (let at = 0, left = count; left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw damaged()
    if (bytes.readUInt16LE(at + 8) & 1)
      throw new FileRefused('encrypted', 0, 'The spreadsheet is locked with a password')
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const entry = {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    }
    entries.set(bytes.toString('utf8', at + 46, at + 46 + name).replace(/^\//, ''), entry)
    at += 46 + name + extra + comment
  }
  return entries
}

async function collect(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function damaged(): FileRefused {
  return new FileRefused('damaged', 0, 'The file is no spreadsheet that can be read, or it is damaged')
}

function tooLarge(how: string): FileRefused {
  return new FileRefused('unpacked_too_large', 0, `The spreadsheet ${how}`)
}
