// From bytes of another set to text, strictly, as text-lines.ts does for UTF-8: every line end becomes \n, no line is
// above 1 MB, and what cannot be read is refused instead of being replaced by question marks.
import { Transform, type TransformCallback } from 'node:stream'
import { FileRefused } from '../import.errors'
import type { Encoding } from './encodings'
import { longestLine } from './text-lines'

export class DecodedLines extends Transform {
  private readonly decoder: TextDecoder
  private line = 1
  private open = 0
  /** A CR that may belong to a CRLF waits for the next chunk. */
  private held = ''

  constructor(private readonly encoding: Encoding) {
    super({ readableHighWaterMark: 256 * 1024 })
    this.decoder = new TextDecoder(encoding, { fatal: true })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(this.failureOf(() => this.decoder.decode(chunk, { stream: true })))
  }

  override _flush(done: TransformCallback): void {
    const failure = this.failureOf(() => this.decoder.decode())
    if (!failure && this.held) this.push('\n')
    done(failure)
  }

  private failureOf(decode: () => string): Error | null {
    try {
      this.pass(this.held + decode())
      return null
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') return error as Error
      const message = `and what follows is not ${this.encoding} text; save the file as UTF-8, or set the option encoding`
      return new FileRefused('encoding', this.line, message)
    }
  }

  private pass(text: string): void {
    this.held = text.endsWith('\r') ? '\r' : ''
    const lines = text.slice(0, text.length - this.held.length).replace(/\r\n?/g, '\n')
    if (lines.includes('\0'))
      throw new FileRefused('encoding', this.line, 'holds NUL characters; set the option encoding')
    this.measure(lines)
    if (lines) this.push(lines)
  }

  private measure(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.grow(end - start)
      this.line++
      this.open = 0
      start = end + 1
    }
    this.grow(text.length - start)
  }

  private grow(length: number): void {
    this.open += length
    if (this.open > longestLine) throw new FileRefused('line_too_long', this.line, 'is longer than 1 MB')
  }
}
