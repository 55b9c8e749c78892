import * as pg from 'pg'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { config } from '../config/config'

// json, timestamps, bigint and numeric stay text: PostgreSQL formats them once and nothing rounds them on the way.
const asText = new Set([20, 114, 1082, 1114, 1184, 1700, 3802])

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (asText.has(oid)) return (value: string) => value
    return pg.types.getTypeParser(oid, format)
  },
}

export interface ConnectionOptions {
  readonly url: string
  readonly pool: number
  readonly statementTimeoutMs: number
  readonly entities: DataSourceOptions['entities']
}

/** A data source that pipelines: statements of one connection travel together. */
export function createDataSource({ url, pool, statementTimeoutMs, entities }: ConnectionOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    // The one whose queries packets are made of.
    driver: pg,
    url,
    entities: entities ?? [],
    synchronize: false,
    poolSize: pool,
    connectTimeoutMS: 5000,
    applicationName: 'portolan',
    extra: settingsOf({ statementTimeoutMs }),
  })
}

/** The connections of a data source that has been initialized. */
export function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master
}

export interface Connection {
  /** Of the server's process. */
  readonly pid: number | null
  /** On this side; undefined where it is a socket in a folder. */
  readonly port: number | undefined
}

/** Tells of each connection once, when it is used next: some may have been opened before anybody listened. */
export function onConnection(pool: pg.Pool, tell: (connection: Connection) => void): void {
  /** What its type declarations leave out. */
  type Client = { processID: number | null; connection: { stream: { localPort?: number } } }
  const known = new WeakSet<object>()
  pool.on('acquire', (client) => {
    if (known.has(client)) return
    known.add(client)
    const { processID: pid, connection } = client as unknown as Client
    tell({ pid, port: connection.stream.localPort })
  })
}

/** What every connection of the runtime role has. */
export function settingsOf({ statementTimeoutMs }: Pick<ConnectionOptions, 'statementTimeoutMs'>) {
  return {
    pipeline: true,
    types,
    statement_timeout: statementTimeoutMs,
    // One that is opened anew signs in, reads the catalog and makes its plans while somebody waits: pg's ten seconds are
    // an agent's time to read an answer.
    idleTimeoutMillis: 10 * 60_000,
    // A process that freezes inside a transaction must not keep its locks: what it holds is free after a lease.
    idle_in_transaction_session_timeout: config.JOB_LEASE_SECONDS * 1000,
    keepAlive: true,
  }
}

/**
 * Refuses a runtime role that could see past row-level security. Throws an Error naming what is wrong.
 */
export async function assertRestrictedRole(source: DataSource): Promise<void> {
  const [role] = await source.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean; owns: boolean }[]>(
    `select rolname, rolsuper, rolbypassrls,
            exists (select from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p')) as owns
       from pg_roles where rolname = current_user`,
  )
  if (!role || role.rolsuper || role.rolbypassrls || role.owns) {
    throw new Error(
      `DATABASE_URL signs in as ${role?.rolname ?? 'nobody'}, which could see past row-level security; ` +
        'use portolan_app (docker/roles.sql)',
    )
  }
}
