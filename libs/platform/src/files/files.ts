// Uploaded files, kept under DATA_DIR by tenant and random id. What a file was called is somebody else's business: no
// given name ever becomes part of a path.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { config } from '../config/config'
import { context } from '../database/context'
import { DomainError } from '../errors'

interface ReadingOptions {
  readonly part?: { readonly start: number; readonly end: number }
  readonly atOnce?: number
}

export interface StoredFile {
  readonly id: string
  readonly bytes: number
  /** SHA-256 of the content, base64url: the same file has the same. */
  readonly hash: string
}

export class FileTooLarge extends DomainError {
  constructor(limitMb: number) {
    super('too_large', 'file.too_large', `The file is larger than ${limitMb} MB`, { params: { limit: limitMb } })
  }
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

@Injectable()
export class Files {
  /** Streams a file of the ambient tenant to the disk, never into memory. Throws FileTooLarge; then nothing is kept. */
  async store(content: Readable, limitMb: number = config.UPLOAD_LIMIT_MB): Promise<StoredFile> {
    const id = newId()
    const path = this.path(id)
    await mkdir(this.folder(), { recursive: true, mode: 0o700 })
    const counter = new Counter(limitMb)
    try {
      await pipeline(content, counter, createWriteStream(`${path}.part`, { flags: 'wx', mode: 0o600 }))
      await rename(`${path}.part`, path)
    } catch (error) {
      await rm(`${path}.part`, { force: true })
      throw error
    }
    return { id, bytes: counter.bytes, hash: counter.digest() }
  }

  /** `part` are the bytes from `start` up to, not including, `end`, at least one; `atOnce` those of one chunk at most. */
  open(id: string, { part, atOnce = 64 * 1024 }: ReadingOptions = {}): ReadStream {
    const range = part ? { start: part.start, end: part.end - 1 } : {}
    return createReadStream(this.path(id), { ...range, highWaterMark: atOnce })
  }

  /** In bytes. */
  async size(id: string): Promise<number> {
    return (await stat(this.path(id))).size
  }

  /** The first bytes of a file, to tell what kind it is. */
  async head(id: string, bytes: number): Promise<Buffer> {
    const file = await open(this.path(id))
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  /** Files that have not been written to since `moment`, unfinished ones too. */
  async olderThan(moment: Date): Promise<string[]> {
    const folder = this.folder()
    const names = await readdir(folder).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return []
      throw error
    })
    const old: string[] = []
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => null)
      if (found && found.mtime < moment) old.push(name.replace(/\.part$/, ''))
    }
    return old.filter((id) => idPattern.test(id))
  }

  /** Removes a file; one that is gone already is no error. */
  async remove(id: string): Promise<void> {
    await Promise.all([rm(this.path(id), { force: true }), rm(`${this.path(id)}.part`, { force: true })])
  }

  private path(id: string): string {
    if (!idPattern.test(id)) throw new Error('files have ids')
    return join(this.folder(), id)
  }

  private folder(): string {
    const { tenant } = context()
    if (!tenant || !idPattern.test(tenant)) throw new Error('files belong to a tenant')
    return join(resolve(config.DATA_DIR), 'files', tenant)
  }
}

/** Counts and digests what passes. */
class Counter extends Transform {
  bytes = 0
  private readonly hash = createHash('sha256')

  constructor(private readonly limitMb: number) {
    super()
  }

  digest(): string {
    return this.hash.digest('base64url')
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, data?: Buffer) => void,
  ): void {
    this.bytes += chunk.length
    this.hash.update(chunk)
    if (this.bytes > this.limitMb * 1024 * 1024) return done(new FileTooLarge(this.limitMb))
    // A sender may be as fast as we read: others have a turn between two pieces.
    setImmediate(done, null, chunk)
  }
}
