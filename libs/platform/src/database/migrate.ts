// One history of short SQL files, `migrations/NNNN_human_name.{up,down}.sql`, run by TypeORM's migration runner as the owner.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { createDataSource } from './data-source'

const filePattern = /^(\d{4})_([a-z0-9_]+)\.up\.sql$/

/** The project's root, above `libs` as above `dist`. Throws an Error when the migrations are not there. */
function migrationsFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'migrations')
    if (existsSync(join(folder, 'package.json')) && existsSync(candidate)) return candidate
  }
  throw new Error('the folder migrations/ is missing')
}

function toMigration(folder: string, file: string): new () => MigrationInterface {
  const [, number = '', name = ''] = filePattern.exec(file) ?? []
  const read = (direction: 'up' | 'down') => readFileSync(join(folder, `${number}_${name}.${direction}.sql`), 'utf8')
  const migration = class implements MigrationInterface {
    // TypeORM orders by the thirteen digits that end the name.
    readonly name = `${name}_${number.padStart(13, '0')}`
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(read('up'))
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(read('down'))
    }
  }
  Object.defineProperty(migration, 'name', { value: `${name}_${number.padStart(13, '0')}` })
  return migration
}

/** Names of the migration files, in order. Throws an Error for a name out of pattern or a number used twice. */
export function migrationFiles(): string[] {
  const files = readdirSync(migrationsFolder())
    .filter((file) => file.endsWith('.up.sql'))
    .sort()
  const numbers = files.map((file) => filePattern.exec(file)?.[1])
  const wrong = files.find((_, index) => !numbers[index] || numbers.indexOf(numbers[index]) !== index)
  if (wrong) throw new Error(`migrations/${wrong} needs a name like 0012_orders.up.sql with a number of its own`)
  return files
}

async function withOwner<Result>(url: string, work: (source: ReturnType<typeof createDataSource>) => Promise<Result>) {
  const source = createDataSource({ url, pool: 1, statementTimeoutMs: 0, entities: [] })
  const folder = migrationsFolder()
  source.setOptions({ migrations: migrationFiles().map((file) => toMigration(folder, file)) })
  await source.initialize()
  try {
    return await work(source)
  } finally {
    await source.destroy()
  }
}

/** Runs what is missing, each file in its own transaction, and returns the names that ran. */
export function migrateUp(ownerUrl: string): Promise<string[]> {
  return withOwner(ownerUrl, async (source) => {
    // Two starts at once: the second waits, then finds nothing to do.
    await source.query('select pg_advisory_lock(20261121)')
    const ran = await source.runMigrations({ transaction: 'each' })
    return ran.map(({ name }) => name)
  })
}

/** Takes back the newest migration. */
export function migrateDown(ownerUrl: string): Promise<void> {
  return withOwner(ownerUrl, (source) => source.undoLastMigration({ transaction: 'each' }))
}

/** Names of the migrations that the database lacks. */
export function migrationsMissing(ownerUrl: string): Promise<string[]> {
  return withOwner(ownerUrl, async (source) => {
    const done = await source
      .query<{ name: string }[]>('select name from migrations')
      .catch(() => [] as { name: string }[])
    const names = new Set(done.map(({ name }) => name))
    return source.migrations.map(({ name }) => name ?? '').filter((name) => !names.has(name))
  })
}
