// The domains' services inside a command: the same modules as in api and worker, without their doors.
import type { INestApplicationContext, ModuleMetadata } from '@nestjs/common'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Database, PlatformModule, type PlatformOptions } from '@portolan/platform'

export interface Needs {
  readonly modules: NonNullable<ModuleMetadata['imports']>
  readonly entities?: PlatformOptions['entities']
}

/** Starts the services, works with them, and closes their connections whatever happens. */
export async function withServices<Result>(
  { modules, entities = [] }: Needs,
  work: (services: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  @Module({ imports: [PlatformModule.forRoot({ entities, statementTimeoutMs: 0 }), ...modules] })
  class CommandModule {}
  const services = await NestFactory.createApplicationContext(CommandModule, {
    logger: ['error', 'warn'],
    abortOnError: false,
  })
  try {
    return await work(services)
  } finally {
    await services.close()
  }
}

/** Runs `work` inside a workspace, as the system. Throws an Error when no workspace has this slug. */
export async function inTenant<Result>(
  services: INestApplicationContext,
  slug: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const db = services.get(Database)
  const nobody = { tenant: null, user: null, role: 'system', session: null } as const
  const [tenant] = await db.as(nobody, () => db.read<{ id: string }>('select id from tenants where slug = $1', [slug]))
  if (!tenant) throw new Error(`there is no workspace ${slug}`)
  return db.as({ ...nobody, tenant: tenant.id }, work)
}
