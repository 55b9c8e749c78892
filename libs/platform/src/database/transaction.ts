import { createHash } from 'node:crypto'
import type { EntityManager, QueryRunner } from 'typeorm'
import type { PoolClient } from 'pg'
import type { Context } from './context'
import { sendPacket, type Answer, type NamedStatement } from './packet'

export interface Statement {
  readonly sql: string
  readonly params?: readonly unknown[]
  /** Whether the server keeps the plan under a name. Never where the statement itself searches for a term: the term decides the plan. */
  readonly prepare?: boolean
  /** Whether it ends its transaction: nothing is asked and nothing can fail after it, so the commit travels with it. */
  readonly last?: boolean
}

const names = new Map<string, string>()

function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24)
  names.set(sql, name)
  return name
}

export function named({ sql, params, prepare }: Statement): NamedStatement {
  return { sql, params, name: prepare ? nameOf(sql) : undefined }
}

/**
 * Tells PostgreSQL for whom the transaction runs and what it may do, and lets it refuse ended sessions and closed tenants.
 */
export function enterStatement({ tenant, user, role, session }: Context, to: 'read' | 'write'): NamedStatement {
  const params = [tenant, user, role, session, to === 'read']
  return named({ sql: 'select enter($1, $2, $3, $4, $5)', params, prepare: true })
}

/** What a transaction does before anything else. It sends its statements at once and awaits their answers afterwards. */
export type Opening = (send: (statement: Statement) => Promise<unknown[]>) => Promise<unknown>

interface Waiting {
  readonly statement: NamedStatement
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

const begin = named({ sql: 'begin', prepare: true })
const commit = named({ sql: 'commit', prepare: true })
const quiet = () => undefined

/**
 * One transaction on one connection. What is asked of it in one tick travels in one packet; begin, settings and `first`
 * travel with the first statement.
 */
export class Transaction {
  private opening: Promise<unknown> | null = null
  private ending: Promise<Answer> | null = null
  private isOpen = false
  private ended = false
  private waiting: Waiting[] = []
  readonly afterCommit: (() => void)[] = []

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    private readonly context: Context,
    private readonly first: Opening = () => Promise.resolve(),
  ) {}

  async query<Row>(statement: Statement): Promise<Row[]> {
    const opening = this.open()
    const answer = this.send(named(statement))
    if (statement.last) void this.end()
    if (!this.isOpen) {
      // Where the opening failed, so did this; its error is the one to tell.
      answer.catch(quiet)
      await opening
      this.isOpen = true
    }
    return (await answer).rows as Row[]
  }

  entities(): EntityManager {
    void this.open().catch(quiet)
    this.flush()
    return this.runner.manager
  }

  async commit(): Promise<void> {
    this.ended = true
    if (!this.opening) return
    await this.opening
    const { command } = await (this.ending ?? this.end())
    // A transaction that failed inside and was carried on regardless answers COMMIT with ROLLBACK.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed; nothing was written')
  }

  async rollback(): Promise<void> {
    this.ended = true
    this.flush()
    // Where the commit has travelled with a statement that failed, it has not run.
    if (this.opening) await this.client.query('rollback')
  }

  private end(): Promise<Answer> {
    this.ended = true
    this.ending = this.send(commit)
    // Whatever stands before it in its packet fails with it, and tells.
    this.ending.catch(quiet)
    return this.ending
  }

  private open(): Promise<unknown> {
    if (this.ended) throw new Error('the transaction has ended: await everything inside db.tx(…)')
    this.opening ??= Promise.all([
      this.send(begin),
      this.send(enterStatement(this.context, 'write')),
      this.first(async (statement) => (await this.send(named(statement))).rows),
    ])
    return this.opening
  }

  private send(statement: NamedStatement): Promise<Answer> {
    if (!this.waiting.length) process.nextTick(() => this.flush())
    return new Promise((resolve, reject) => this.waiting.push({ statement, resolve, reject }))
  }

  private flush(): void {
    const { waiting } = this
    if (!waiting.length) return
    this.waiting = []
    sendPacket(
      this.client,
      waiting.map(({ statement }) => statement),
    ).then(
      (answers) => waiting.forEach(({ resolve }, index) => resolve(answers[index] as Answer)),
      (error: unknown) => waiting.forEach(({ reject }) => reject(error)),
    )
  }
}
