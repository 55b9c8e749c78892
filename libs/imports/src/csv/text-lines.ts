// From bytes to text, strictly: UTF-8 only, every line end becomes \n, no line above 1 MB. What cannot be read is
// refused with its line instead of being replaced by question marks.
import { isUtf8 } from 'node:buffer'
import { Transform } from 'node:stream'
import { FileRefused } from '../import.errors'

/** Longest line, and longest record of several lines. */
export const longestLine = 1_000_000

const LF = 10
const CR = 13

export class TextLines extends Transform {
  private rest = Buffer.alloc(0)
  private line = 1
  private atStart = true

  constructor() {
    super({ readableHighWaterMark: 256 * 1024 })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null) => void): void {
    const bytes = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk
    const end = lastLineEnd(bytes)
    this.rest = Buffer.from(bytes.subarray(end))
    done(this.failureOf(() => this.pass(bytes.subarray(0, end))))
  }

  override _flush(done: (error: Error | null) => void): void {
    done(this.failureOf(() => this.pass(this.rest)))
  }

  private failureOf(work: () => void): Error | null {
    try {
      work()
      if (this.rest.length > longestLine) throw tooLong(this.line)
      return null
    } catch (error) {
      return error as Error
    }
  }

  private pass(bytes: Buffer): void {
    if (!bytes.length) return
    const block = this.atStart ? withoutMark(bytes) : bytes
    this.atStart = false
    if (block.includes(0) || !isUtf8(block)) throw this.unreadable(block)
    const text = block.toString('utf8')
    const lines = block.includes(CR) ? withPlainEnds(text) : text
    this.measure(lines)
    this.push(lines)
  }

  private measure(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (end - start > longestLine) throw tooLong(this.line)
      this.line++
      start = end + 1
    }
    if (text.length - start > longestLine) throw tooLong(this.line)
  }

  /** Finds the line again that spoils the block. */
  private unreadable(block: Buffer): FileRefused {
    const lines = withPlainEnds(block.toString('latin1')).split('\n')
    const index = lines.findIndex((line) => line.includes('\0') || !isUtf8(Buffer.from(line, 'latin1')))
    const advice = lines[index]?.includes('\0') ? 'holds NUL bytes, as UTF-16 does' : 'is not UTF-8 text'
    return new FileRefused('encoding', this.line + Math.max(index, 0), `${advice}; save the file as UTF-8`)
  }
}

function withPlainEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** Just after the last line end; a CR that closes the chunk may belong to a CRLF and waits. */
function lastLineEnd(bytes: Buffer): number {
  const end = bytes.lastIndexOf(LF)
  if (end >= 0) return end + 1
  return bytes.length > 1 ? bytes.lastIndexOf(CR, bytes.length - 2) + 1 : 0
}

function tooLong(line: number): FileRefused {
  return new FileRefused('line_too_long', line, 'is longer than 1 MB')
}

/** Without the byte order mark of UTF-8. Throws FileRefused for that of UTF-16. */
function withoutMark(bytes: Buffer): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3)
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) throw new FileRefused('encoding', 1, 'is UTF-16; save the file as UTF-8')
  return bytes
}
