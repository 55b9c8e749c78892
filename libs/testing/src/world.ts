// A tenant's world for one spec file: a database of its own, the modules under test as the runtime role, and people.
import { Test, type TestingModule } from '@nestjs/testing'
import { Client } from 'pg'
import type { DataSourceOptions } from 'typeorm'
import { newId, queues, type Role } from '@portolan/contracts'
import {
  Database,
  databaseUrl,
  JobRunner,
  mailSettings,
  type MailSettings,
  PlatformModule,
  Relay,
  WorkerRuntimeModule,
  type Context,
} from '@portolan/platform'
import { freePort } from '../../../apps/cli/src/embedded'
import { cloneDatabase, type TestDatabase } from './cluster'
import type { ModuleMetadata } from '@nestjs/common'

export type Persona = Role | 'other_agent'

export interface Person {
  readonly id: string
  readonly email: string
  readonly role: Role
}

export type TestTenant = { readonly id: string; readonly slug: string } & Readonly<Record<Persona, Person>>

export interface WorldOptions {
  readonly modules: NonNullable<ModuleMetadata['imports']>
  readonly entities?: DataSourceOptions['entities']
}

const personas: Record<Persona, Role> = {
  admin: 'admin',
  manager: 'manager',
  agent: 'agent',
  other_agent: 'agent',
  readonly: 'readonly',
}

export class World {
  private readonly tenants = new Map<string, Promise<TestTenant>>()

  protected constructor(
    readonly module: TestingModule,
    readonly database: TestDatabase,
    /** The owner's connection: sees every tenant, for setting up and looking. */
    readonly owner: Client,
  ) {}

  static async open({ modules, entities = [] }: WorldOptions): Promise<World> {
    const platform = PlatformModule.forRoot({ entities, statementTimeoutMs: 30_000 })
    const parts = await World.prepare([platform, WorkerRuntimeModule, ...modules])
    await parts.module.init()
    return new World(parts.module, parts.database, parts.owner)
  }

  protected static async prepare(imports: NonNullable<ModuleMetadata['imports']>) {
    const database = await cloneDatabase()
    const module = await Test.createTestingModule({ imports })
      .overrideProvider(databaseUrl)
      .useValue(database.url)
      .overrideProvider(mailSettings)
      .useValue(await caughtMail())
      .compile()
    // Specs look at several tables at once; a connection that does not pipeline makes them wait, and pg 9 refuses it.
    const owner = new Client({ connectionString: database.ownerUrl, pipeline: true })
    await owner.connect()
    return { module, database, owner }
  }

  get<Part>(part: abstract new (...parameters: never[]) => Part): Part {
    return this.module.get(part, { strict: false })
  }

  get db(): Database {
    return this.get(Database)
  }

  /** The tenant `<name>-shop`, made at the first call, with one person of every persona. */
  tenant(name: string): Promise<TestTenant> {
    const known = this.tenants.get(name) ?? createTenant(this.owner, name)
    this.tenants.set(name, known)
    return known
  }

  /** Runs `work` as one of the tenant's people, or as `system`. */
  as<Result>(tenant: TestTenant, who: Persona | 'system', work: () => Promise<Result>): Promise<Result> {
    const actor: Partial<Context> =
      who === 'system'
        ? { tenant: tenant.id, user: null, role: 'system' }
        : { tenant: tenant.id, user: tenant[who].id, role: personas[who] }
    return this.db.as(actor, work)
  }

  /** Relays events and runs due jobs until nothing is left. Throws an Error when a job failed. */
  async drain(): Promise<void> {
    let moved = 1
    while (moved > 0) {
      // What only waits for some seconds to pass.
      await this.owner.query(`update rollups set recomputed_at = recomputed_at - interval '1 minute'`)
      await this.owner.query(
        `update job_heads set run_at = now() where state = 'pending' and name = 'analytics.refresh' and run_at > now()`,
      )
      moved = await this.get(Relay).drain()
      for (const queue of queues) moved += await this.get(JobRunner).drain(queue)
    }
    const { rows } = await this.owner.query<{ last_error: string }>(
      'select last_error from job_payloads where last_error is not null limit 3',
    )
    if (rows.length) throw new Error(`jobs failed: ${rows.map((row) => row.last_error).join('; ')}`)
  }

  async close(): Promise<void> {
    await this.module.close()
    await this.owner.end()
    await this.database.drop()
  }
}

/** Makes a tenant with its people by the owner's hand, for specs that are not about making them. */
export async function createTenant(owner: Client, name: string): Promise<TestTenant> {
  const [id, slug] = [newId(), `${name}-shop`]
  await owner.query(
    `insert into tenants (id, name, slug, default_currency, timezone) values ($1, $2, $2, 'EUR', 'Europe/Berlin')`,
    [id, slug],
  )
  const people: [string, Person][] = []
  for (const [persona, role] of Object.entries(personas)) {
    const person = { id: newId(), email: `${persona}@${slug}.example`, role }
    await owner.query(
      `with person as (
         insert into users (id, email, email_lower) values ($1, $2, $2) returning id),
       route as (insert into sign_in_routes (user_id, tenant_id) select id, $5 from person)
       insert into memberships (tenant_id, user_id, role, first_name, last_name) select $5, id, $6, $3, $4 from person`,
      [person.id, person.email, persona, slug, id, role],
    )
    people.push([persona, person])
  }
  return { id, slug, ...(Object.fromEntries(people) as Record<Persona, Person>) }
}

/** Every world has a mail server of its own, on a real socket, whose mail is in `caught_mails`. */
async function caughtMail(): Promise<MailSettings> {
  const url = `smtp://portolan:test@127.0.0.1:${await freePort()}`
  return { url, from: 'Portolan <portolan@crm.example>', catches: true }
}

/** Opens a world; close it in `afterAll`. */
export function testWorld(options: WorldOptions): Promise<World> {
  return World.open(options)
}
