// Statements that travel together: one packet there, one back. pg ends each statement by a sync of its own, which
// PostgreSQL answers by a packet of its own, and five statements woke both processes five times. With one sync at the end
// all of them run in one transaction, unless they begin one that goes on: what is set locally holds to the end, and the
// first error ends it.
import { Query, type PoolClient } from 'pg'
import type { Statement } from './transaction'

export interface Answer {
  readonly command: string
  readonly rows: unknown[]
}

/** What pg's client and its queries say to each other, which their type declarations leave out. */
interface Part extends Query {
  name?: string
  readonly text?: string
  readonly _result: { _types: unknown }
  submit(connection: unknown): Error | null
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: unknown): void
  handleReadyForQuery(connection: unknown): void
}

interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  readonly submittedNamedStatements: Record<string, unknown>
  sync(): void
}

export interface NamedStatement extends Statement {
  /** Under which the server keeps the plan. */
  readonly name?: string
}

/** What PostgreSQL calls an error; undefined where it is not one of PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  const state = (error as { code?: unknown } | null)?.code
  return typeof state === 'string' ? state : undefined
}

/** Sends statements in one packet. Throws the first one's error that fails; those behind it have not run. */
export async function sendPacket(client: PoolClient, statements: readonly NamedStatement[]): Promise<Answer[]> {
  try {
    return await new Promise((resolve, reject) => {
      client.query(new Packet(statements, resolve, reject))
    })
  } catch (error) {
    // Without this it would tell of the socket only, not of who asked.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}

/** Whatever `send` sends goes out in one write. */
export function corked<Sent>(client: PoolClient, send: () => Sent): Sent {
  const { stream } = (client as unknown as { connection: Wire }).connection
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}

const withoutSync = new WeakMap<Wire, Wire>()

/** The connection as it is, but for the syncs. */
function unsynced(connection: Wire): Wire {
  const known = withoutSync.get(connection)
  if (known) return known
  const made = Object.create(connection, { sync: { value: () => undefined } }) as Wire
  withoutSync.set(connection, made)
  return made
}

// Query, without its types, which declare `submit` as a property. A function made for each packet kept what the packet had
// read from the collection of young objects: lists of 40 kB, all of them, until a mark of the whole heap every few seconds.
const Base: new (config: { text: string }) => object = Query

/** One query to pg's client, which hands every message to the statement whose turn it is. */
class Packet extends Base {
  private readonly parts: Part[]
  private readonly answers: Answer[] = []
  private turn = 0
  private failure: Error | null = null

  constructor(
    statements: readonly NamedStatement[],
    private readonly resolve: (answers: Answer[]) => void,
    private readonly reject: (error: Error) => void,
  ) {
    super({ text: '' })
    this.parts = statements.map(({ sql, params = [], name }) => {
      const query = { text: sql, values: params as unknown[], name, queryMode: 'extended' }
      return new Query(query, (error: Error | undefined, answer: unknown) => {
        if (error) this.failure ??= error
        else this.answers.push(answer as Answer)
      }) as Part
    })
  }

  // The client remembers by these two what the server has parsed.
  get name(): string | undefined {
    return this.parts?.[this.turn]?.name
  }
  set name(_: string | undefined) {
    // Every statement has its own.
  }
  get text(): string | undefined {
    return this.parts?.[this.turn]?.text
  }
  set text(_: string | undefined) {
    // As above.
  }

  submit(connection: unknown): null {
    const wire = connection as Wire
    wire.stream.cork()
    for (const part of this.parts) {
      // The server is about to prepare it for one before, which may fail first: this one does not count on that.
      if (part.name && wire.submittedNamedStatements[part.name] !== undefined) part.name = undefined
      const refusal = part.submit(unsynced(wire))
      this.failure ??= refusal
      // A value that cannot be sent: what stands before it runs, nothing behind it.
      if (this.failure) break
    }
    wire.sync()
    wire.stream.uncork()
    return null
  }

  handleRowDescription(message: unknown): void {
    const part = this.part()
    part._result._types = (this as unknown as Part)._result._types
    part.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.part().handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: unknown): void {
    this.part().handleCommandComplete(message, connection)
    this.turn++
  }

  handleEmptyQuery(): void {
    this.turn++
  }

  handleError(error: Error, connection: unknown): void {
    // Those behind it were not even parsed.
    for (const { name } of this.parts.slice(this.turn)) {
      if (name) delete (connection as Wire).submittedNamedStatements[name]
    }
    this.reject(this.failure ?? error)
  }

  handleReadyForQuery(connection: unknown): void {
    for (const part of this.parts.slice(0, this.turn)) part.handleReadyForQuery(connection)
    if (this.failure) this.reject(this.failure)
    else this.resolve(this.answers)
  }

  private part(): Part {
    return this.parts[this.turn] as Part
  }
}
