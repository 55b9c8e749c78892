// Reads a multipart form with one file. Parts may come in any order; the file goes to the disk as it arrives.
import type { Multipart, MultipartFile } from '@fastify/multipart'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { config } from '../config/config'
import { DomainError, invalid, type ErrorDetails } from '../errors'
import { say } from '../http/messages'
import { FileTooLarge, type Files, type StoredFile } from './files'

export interface Upload {
  readonly file: StoredFile
  /** What the sender calls it: for people to read, never a path. */
  readonly filename: string
  readonly fields: ReadonlyMap<string, string>
  /** The Idempotency-Key that came with the form. */
  readonly key: string | null
}

/** A form that has not been read yet. */
export class UploadForm {
  constructor(private readonly request: FastifyRequest) {}

  /**
   * Stores the part `file` and collects the text parts named in `fields`. Throws a DomainError for another part, a
   * missing or second file, or a file above the limit; then nothing is kept.
   */
  async receive(files: Files, fields: readonly string[], { limitMb = config.UPLOAD_LIMIT_MB } = {}): Promise<Upload> {
    if (!this.request.isMultipart()) {
      throw new DomainError('unsupported_type', 'body.not_a_form', 'Send the file as multipart/form-data')
    }
    const key = keyOf(this.request)
    const reading = new Reading(files, fields, limitMb)
    try {
      // A second field of the same name is told apart from a second file by `Reading`.
      for await (const part of this.request.parts({ limits: { files: 2 } })) await reading.take(part)
      return { ...reading.finish(), key }
    } catch (error) {
      await reading.discard()
      throw meaning(error)
    }
  }
}

/** The form of a multipart request, as an argument of a route. */
export const Form = createParamDecorator(
  (_: unknown, execution: ExecutionContext) => new UploadForm(execution.switchToHttp().getRequest<FastifyRequest>()),
)

class Reading {
  private readonly texts = new Map<string, string>()
  private readonly stored: { file: StoredFile; filename: string }[] = []
  private readonly problems: Record<string, string[]> = Object.create(null) as ErrorDetails

  constructor(
    private readonly files: Files,
    private readonly fields: readonly string[],
    private readonly limitMb: number,
  ) {}

  async take(part: Multipart): Promise<void> {
    if (part.type === 'file') return this.takeFile(part)
    const { fieldname, value, valueTruncated } = part
    if (!this.fields.includes(fieldname)) this.problems[fieldname.slice(0, 100)] = ['is not known here']
    else if (this.texts.has(fieldname)) this.problems[fieldname] = ['may be given once']
    else if (valueTruncated) this.problems[fieldname] = ['is too long']
    else this.texts.set(fieldname, typeof value === 'string' ? value : JSON.stringify(value))
  }

  finish(): Omit<Upload, 'key'> {
    const [first, second] = this.stored
    if (second) this.problems.file = ['may be given once']
    else if (!first && !this.problems.file) this.problems.file = ['is needed: a part of the form with a file name']
    if (!first || Object.keys(this.problems).length) throw invalid({ ...this.problems })
    return { ...first, fields: this.texts }
  }

  async discard(): Promise<void> {
    await Promise.all(this.stored.map(({ file }) => this.files.remove(file.id)))
  }

  private async takeFile({ fieldname, file, filename }: MultipartFile): Promise<void> {
    if (fieldname !== 'file') {
      this.problems[fieldname.slice(0, 100)] = ['is not known here']
      file.resume()
      return
    }
    const stored = await this.files.store(file, this.limitMb)
    this.stored.push({ file: stored, filename: plainName(filename) })
    if (file.truncated) throw new FileTooLarge(this.limitMb)
  }
}

/** The last part of the name without what could confuse a reader: controls, and marks that turn the direction. */
export function plainName(name: string | undefined): string {
  const base = (name ?? '').split(/[\\/]/).at(-1) ?? ''
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim()
  return Array.from(plain).slice(0, 200).join('') || 'file'
}

function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw invalid({ 'idempotency-key': [say('header.idempotency_key')] })
}

/** What the errors of the multipart parser mean to the sender. */
function meaning(error: unknown): unknown {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new FileTooLarge(config.UPLOAD_LIMIT_MB)
  if (code === 'FST_FILES_LIMIT') return invalid({ file: ['may be given once'] })
  const unreadable = typeof message === 'string' && /multipart|terminated early|malformed/i.test(message)
  const cut = code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET'
  if (!unreadable && !cut && code !== 'FST_INVALID_JSON_FIELD_ERROR') return error
  return new DomainError('malformed', 'body.malformed', 'The form cannot be read', { cause: error })
}
