// Files that jobs write piece by piece, kept under DATA_DIR by tenant and random id, apart from what people upload. A
// writer says where each piece begins: what stands there or behind it, from an attempt that broke off, is replaced.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, copyFile, truncate } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { config } from '../config/config'
import { context } from '../database/context'

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

@Injectable()
export class WrittenFiles {
  /** Makes an empty file of the ambient tenant and answers its id. */
  async make(): Promise<string> {
    const id = newId()
    await mkdir(this.folder(), { recursive: true, mode: 0o700 })
    await (await open(this.path(id), 'wx', 0o600)).close()
    return id
  }

  /**
   * Writes `content` from `start` on, cuts off what was behind, and answers where the file ends now. It is on the disk
   * when this returns, so that a checkpoint never names bytes that a power cut takes away.
   */
  async write(id: string, start: number, content: string | Buffer): Promise<number> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const file = await open(this.path(id), 'r+')
    try {
      if ((await file.stat()).size < start) throw new Error(`the file ${id} is shorter than it was written`)
      await file.truncate(start)
      for (let written = 0; written < bytes.length;) {
        written += (await file.write(bytes, written, bytes.length - written, start + written)).bytesWritten
      }
      await file.datasync()
    } finally {
      await file.close()
    }
    return start + bytes.length
  }

  /** A part of a file; shorter where the file ends before. */
  async part(id: string, start: number, bytes: number): Promise<Buffer> {
    const file = await open(this.path(id))
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, start)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  /** The first bytes of a file as a new file; null when the file is gone or shorter. */
  async copy(id: string, bytes: number): Promise<string | null> {
    if ((await this.size(id)) < bytes) return null
    const copy = newId()
    await copyFile(this.path(id), this.path(copy))
    await truncate(this.path(copy), bytes)
    return copy
  }

  /** How many bytes a file has; -1 when it is gone. */
  async size(id: string): Promise<number> {
    const found = await stat(this.path(id)).catch(onlyWhenGone)
    return found?.size ?? -1
  }

  open(id: string): ReadStream {
    return createReadStream(this.path(id), { highWaterMark: 256 * 1024 })
  }

  /** Files that have not been written to since `moment`. */
  async olderThan(moment: Date): Promise<string[]> {
    const names = (await readdir(this.folder()).catch(onlyWhenGone)) ?? []
    const old: string[] = []
    for (const name of names.filter((one) => idPattern.test(one))) {
      const found = await stat(join(this.folder(), name)).catch(onlyWhenGone)
      if (found && found.mtime < moment) old.push(name)
    }
    return old
  }

  /** Removes a file; one that is gone already is no error. */
  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true })
  }

  private path(id: string): string {
    if (!idPattern.test(id)) throw new Error('files have ids')
    return join(this.folder(), id)
  }

  private folder(): string {
    const { tenant } = context()
    if (!tenant || !idPattern.test(tenant)) throw new Error('files belong to a tenant')
    return join(resolve(config.DATA_DIR), 'written', tenant)
  }
}

function onlyWhenGone(error: unknown): null {
  if ((error as { code?: unknown }).code === 'ENOENT') return null
  throw error
}
