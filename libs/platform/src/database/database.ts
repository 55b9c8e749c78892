// The two doors to the database. Everything else asks here; nothing else touches the data source.
import { setTimeout as pause } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { DataSource, type EntityManager } from 'typeorm'
import type { PoolClient } from 'pg'
import { ambientTransaction, context, runInContext, runInTransaction, type Context } from './context'
import { onConnection, poolOf, type Connection } from './data-source'
import { sqlState } from './packet'
import { ReadLane } from './read-lane'
import { SlowLane } from './slow-lane'
import { enterStatement, named, Transaction, type Opening, type Statement } from './transaction'

export interface ReadOptions {
  /** Ends a statement that runs longer (SQLSTATE 57014). */
  readonly timeoutMs?: number
  /** `slow` is for what may take long, as searches and reports: it waits for connections of its own, few, so that it keeps nobody else waiting. */
  readonly lane?: 'fast' | 'slow'
}

const attempts = 5
const retriable = new Set(['40001', '40P01'])

function timeLimit(ms: number): Statement {
  return { sql: `select set_config('statement_timeout', $1, true)`, params: [String(Math.trunc(ms))] }
}

@Injectable()
export class Database {
  private readonly lanes: Record<'fast' | 'slow', ReadLane>

  constructor(
    private readonly source: DataSource,
    slowLane: SlowLane,
  ) {
    this.lanes = { fast: new ReadLane(() => poolOf(source), 8), slow: new ReadLane(() => slowLane.pool, 1) }
  }

  /** Tells of each connection once, when it is used next; those of slow reads are not among them. */
  onConnection(tell: (connection: Connection) => void): void {
    onConnection(poolOf(this.source), tell)
  }

  /** Runs `work` for somebody else: sets the ambient context only, the doors below work inside it. */
  as<Result>(changes: Partial<Context>, work: () => Promise<Result>): Promise<Result> {
    return runInContext(changes, work)
  }

  /** One read-only statement in one round trip; inside `tx` it joins the transaction. */
  async read<Row = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    { prepare }: Pick<Statement, 'prepare'> = {},
  ): Promise<Row[]> {
    const [rows] = await this.readAll([{ sql, params, prepare }])
    return rows as Row[]
  }

  /**
   * Several read-only statements in one round trip, answers in order. Inside `tx` they join the transaction. Throws the
   * first statement's error.
   */
  async readAll(
    statements: readonly Statement[],
    { timeoutMs, lane = 'fast' }: ReadOptions = {},
  ): Promise<unknown[][]> {
    const transaction = ambientTransaction()
    if (transaction) return this.readInside(transaction, statements)
    const opening = [enterStatement(context(), 'read'), ...(timeoutMs ? [timeLimit(timeoutMs)] : [])]
    const answers = await this.lanes[lane].send([...opening, ...statements.map(named)])
    return answers.slice(opening.length).map(({ rows }) => rows)
  }

  /**
   * One transaction around `work`; nested calls join it. Deadlocks and serialisation failures run `work` again, so it
   * must do nothing but database work. The transaction opens with its first statement, or rather with what `first` sends
   * before that; until then `work` may look outside. Throws what `first` or `work` throws, after the rollback.
   */
  async tx<Result>(work: () => Promise<Result>, { first }: { first?: Opening } = {}): Promise<Result> {
    if (ambientTransaction()) return work()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transact(work, first)
      } catch (error) {
        if (attempt === attempts || !retriable.has(sqlState(error) ?? '')) throw error
        // Two that met once meet again if both start anew at once.
        await pause(Math.random() * 10 * 2 ** attempt)
      }
    }
  }

  /**
   * One statement of the ambient transaction. `prepare` keeps the plan of a long statement that runs often; `last` ends
   * the transaction with it, in the same round trip. Throws an Error outside `tx`.
   */
  query<Row = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    how: Pick<Statement, 'prepare' | 'last'> = {},
  ): Promise<Row[]> {
    return this.inside().query<Row>({ sql, params, ...how })
  }

  /** Whether this runs inside `tx`: then an error ends more than what it was met in, and nothing is `last` here. */
  get isInside(): boolean {
    return ambientTransaction() !== null
  }

  /** TypeORM's manager on the ambient transaction, for cold writes with own ids. Throws an Error outside `tx`. */
  entities(): EntityManager {
    return this.inside().entities()
  }

  /** Calls `effect` once the ambient transaction has committed; never when it rolls back. */
  afterCommit(effect: () => void): void {
    this.inside().afterCommit.push(effect)
  }

  private inside(): Transaction {
    const transaction = ambientTransaction()
    if (!transaction) throw new Error('call inside db.tx(…)')
    return transaction
  }

  private async readInside(transaction: Transaction, statements: readonly Statement[]): Promise<unknown[][]> {
    return Promise.all(statements.map((statement) => transaction.query(statement)))
  }

  private async transact<Result>(work: () => Promise<Result>, first?: Opening): Promise<Result> {
    const runner = this.source.createQueryRunner()
    const transaction = new Transaction(runner, (await runner.connect()) as PoolClient, context(), first)
    try {
      const result = await runInTransaction(transaction, work)
      await transaction.commit()
      transaction.afterCommit.forEach((effect) => {
        effect()
      })
      return result
    } catch (error) {
      // The first error is the one to tell; a rollback that fails too means that the connection is gone.
      await transaction.rollback().catch(() => undefined)
      throw error
    } finally {
      await runner.release()
    }
  }
}
