import { createHash } from 'node:crypto'
import type { EntityManager, QueryRunner } from 'typeorm'
import type { PoolClient, QueryConfig } from 'pg'
import type { Context } from './context'
import { sendTogether } from './pipeline'

export interface Statement {
  readonly sql: string
  readonly params?: readonly unknown[]
  /** Whether the server keeps the plan under a name. Never for searches: their generic plans are slow. */
  readonly prepare?: boolean
}

const names = new Map<string, string>()

function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24)
  names.set(sql, name)
  return name
}

export function toQuery({ sql, params = [], prepare }: Statement): QueryConfig {
  const query = { text: sql, values: params as unknown[] }
  return prepare ? { ...query, name: nameOf(sql) } : query
}

/** Tells PostgreSQL for whom the transaction runs, and lets it refuse ended sessions and closed tenants. */
export function enterStatement({ tenant, user, role, session }: Context): QueryConfig {
  return toQuery({ sql: 'select enter($1, $2, $3, $4)', params: [tenant, user, role, session], prepare: true })
}

/** What a transaction does before anything else. It sends its statements at once and awaits their answers afterwards. */
export type Opening = (send: (statement: Statement) => Promise<unknown[]>) => Promise<unknown>

/** One transaction on one connection; begin, settings and `first` travel with the first statement. */
export class Transaction {
  private opening: Promise<unknown> | null = null
  private ended = false
  readonly afterCommit: (() => void)[] = []

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    private readonly context: Context,
    private readonly first: Opening = () => Promise.resolve(),
  ) {}

  async query<Row>(statement: Statement): Promise<Row[]> {
    sendTogether(this.client)
    const opening = this.open()
    const answer = this.client.query(toQuery(statement))
    const [opened, result] = await Promise.allSettled([opening, answer])
    if (opened.status === 'rejected') throw opened.reason
    if (result.status === 'rejected') throw result.reason
    return result.value.rows as Row[]
  }

  entities(): EntityManager {
    void this.open().catch(() => undefined)
    return this.runner.manager
  }

  async commit(): Promise<void> {
    this.ended = true
    if (!this.opening) return
    await this.opening
    const { command } = await this.client.query('commit')
    // A transaction that failed inside and was carried on regardless answers COMMIT with ROLLBACK.
    if (command === 'ROLLBACK') throw new Error('the transaction had failed; nothing was written')
  }

  async rollback(): Promise<void> {
    this.ended = true
    if (this.opening) await this.client.query('rollback')
  }

  private open(): Promise<unknown> {
    if (this.ended) throw new Error('the transaction has ended: await everything inside db.tx(…)')
    this.opening ??= Promise.all([
      this.client.query('begin'),
      this.client.query(enterStatement(this.context)),
      this.first(async (statement) => (await this.client.query(toQuery(statement))).rows as unknown[]),
    ])
    return this.opening
  }
}
