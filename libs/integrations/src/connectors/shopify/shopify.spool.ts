// The file of a bulk operation, sorted into parts on disk while it arrives. Children may come long after their parent,
// so no object is whole before the last line; a part holds whole objects, and only one part is in memory at a time.
// Orders of one buyer share a part: what she is worth is then summed, and her row written, once for most of them. The
// same file always gives the same parts, wherever it is fetched again.
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { CallFailed, type Outbound } from '@portolan/platform'
import { readJson, readValueAs } from '../signed-body'
import { SourceRefused } from '../source'
import { rawNode, type RawObject, type Unread } from './shopify.raw'

const mostParts = 5000
const lineEnd = Buffer.from('\n')
const heldBytes = 16 * 1024 ** 2
const longestFile = 50 * 1024 ** 3
const longestMs = 2 * 3_600_000
/** Orders of which is remembered where they lie; those behind them lie by their own ids. */
const mostPlaced = 500_000
/** How often a download that broke goes on where it was. */
const attempts = 5

type Fields = Record<string, unknown>

export class Spool {
  private held = new Map<number, Buffer[]>()
  private heldSize = 0
  /** Where children find orders that lie with their buyer, by the digits of their ids. */
  private placed = new Map<bigint, number>()
  private readonly sizes: number[]

  private constructor(
    private readonly folder: string,
    readonly parts: number,
    private readonly perPart: number,
  ) {
    this.sizes = new Array<number>(parts).fill(0)
  }

  /** Throws SourceRefused when the file cannot be had. */
  static async fetch(outbound: Outbound, url: string, objects: number | null, perPart: number): Promise<Spool> {
    const parts = Math.min(mostParts, Math.max(1, Math.ceil((objects ?? perPart) / perPart)))
    const spool = new Spool(await mkdtemp(join(tmpdir(), 'portolan-bulk-')), parts, perPart)
    try {
      for await (const lines of linesOf(bytesOf(outbound, url))) await spool.add(lines)
      await spool.flush()
      spool.placed = new Map()
      return spool
    } catch (error) {
      await spool.remove()
      throw error
    }
  }

  /** The objects of a part, each with its children. */
  async part(number: number): Promise<Unread[]> {
    const text = await readFile(this.fileOf(number), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const roots = new Map<string | null, string>()
    const children = new Map<string | null, string[]>()
    for (const line of text.split('\n').filter(Boolean)) {
      const root = rootOf(line)
      const siblings = children.get(root) ?? []
      if (!parentOf(line)) roots.set(root, line)
      else if (siblings.push(line) === 1) children.set(root, siblings)
    }
    return [...roots].map(
      ([root, line]) =>
        () =>
          rawOf(line, children.get(root) ?? []),
    )
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }

  private async add(lines: readonly Buffer[]): Promise<void> {
    for (const line of lines) {
      // Ids are of ASCII, whatever the rest is.
      const part = this.partOf(line.toString('latin1'))
      const held = this.held.get(part) ?? []
      if (!held.length) this.held.set(part, held)
      held.push(line, lineEnd)
      this.heldSize += line.length
    }
    if (this.heldSize > heldBytes) await this.flush()
  }

  private partOf(line: string): number {
    const parent = parentOf(line)
    const root = parent ?? idOf(line)
    if (root === undefined) throw new SourceRefused('nonsense', 'a line of the bulk operation’s file names no object')
    const [digits, own] = [digitsOf(root), crc32(root) % this.parts]
    // What comes once more lies where its children will be looked for.
    const known = digits === null ? undefined : this.placed.get(digits)
    if (parent !== undefined || known !== undefined) return known ?? own
    const part = this.withBuyer(line, digits) ?? own
    this.sizes[part] = (this.sizes[part] ?? 0) + 1
    return part
  }

  /** None where the part is full: half of a shop's orders may be those of one buyer at its till. */
  private withBuyer(line: string, digits: bigint | null): number | null {
    const buyer = buyerOf(line)
    if (buyer === undefined || digits === null || this.placed.size >= mostPlaced) return null
    const part = crc32(buyer) % this.parts
    if ((this.sizes[part] ?? 0) >= 2 * this.perPart) return null
    this.placed.set(digits, part)
    return part
  }

  private async flush(): Promise<void> {
    const { held } = this
    this.held = new Map()
    this.heldSize = 0
    for (const [part, lines] of held) await appendFile(this.fileOf(part), Buffer.concat(lines))
  }

  private fileOf(part: number): string {
    return join(this.folder, `${part}.jsonl`)
  }
}

/** Of whom a line tells. */
function rootOf(line: string): string | null {
  return parentOf(line) ?? idOf(line) ?? null
}

function idOf(line: string): string | undefined {
  return /^\s*\{\s*"id"\s*:\s*"([^"]+)"/.exec(line)?.[1]?.replaceAll('\\/', '/')
}

/** Quotes inside a text are escaped, so these words are no one's text. */
function parentOf(line: string): string | undefined {
  return /"__parentId"\s*:\s*"([^"]+)"/.exec(line)?.[1]?.replaceAll('\\/', '/')
}

function buyerOf(line: string): string | undefined {
  return /"customer"\s*:\s*\{\s*"id"\s*:\s*"([^"]+)"/.exec(line)?.[1]
}

/** A number takes less memory than its text, which would keep the whole line. */
function digitsOf(globalId: string): bigint | null {
  const digits = /\/(\d+)$/.exec(globalId)?.[1]
  return digits === undefined ? null : BigInt(digits)
}

function rawOf(line: string, below: readonly string[]): RawObject {
  const children: Record<string, Fields[]> = {}
  for (const child of below.map((text) => readJson(text) as Fields)) {
    const kind = /^gid:\/\/shopify\/(\w+)\//.exec(String(child.id))?.[1] ?? ''
    children[kind] = [...(children[kind] ?? []), child]
  }
  return { node: readValueAs(rawNode, readJson(line)), children }
}

/** Bytes as they came: a text of each line would be garbage by the time that it is in its file. */
async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const all = rest.length ? Buffer.concat([rest, chunk]) : chunk
    const lines: Buffer[] = []
    let from = 0
    for (let end = all.indexOf(lineEnd); end >= 0; end = all.indexOf(lineEnd, from)) {
      if (end > from) lines.push(all.subarray(from, end))
      from = end + 1
    }
    rest = all.subarray(from)
    yield lines
  }
  if (rest.length) yield [rest]
}

/** The whole file, however often the line breaks. */
async function* bytesOf(outbound: Outbound, url: string): AsyncGenerator<Buffer> {
  let had = 0
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const chunk of await from(outbound, url, had)) {
        had += chunk.length
        yield chunk
      }
      return
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (attempt === attempts)
        throw new SourceRefused('unreachable', `the bulk operation’s file: ${error.message}`, 5000)
    }
  }
}

async function from(outbound: Outbound, url: string, offset: number): Promise<AsyncIterable<Buffer>> {
  const headers: Record<string, string> = offset ? { range: `bytes=${offset}-` } : {}
  const request = { method: 'GET' as const, headers, maxBytes: longestFile, timeoutMs: longestMs }
  const { status, body } = await outbound.stream(url, request)
  if (status === 206) return body
  if (status === 200) return without(body, offset)
  // Reading on would cost more than it tells.
  for await (const _ of body) break
  if (status >= 500) throw new CallFailed('broken', `the answer was ${status}`, null)
  throw new SourceRefused('nonsense', `the bulk operation’s file: the answer was ${status}`)
}

/** Not every server goes on in the middle. */
async function* without(body: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Buffer> {
  let left = offset
  for await (const chunk of body) {
    if (chunk.length > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
