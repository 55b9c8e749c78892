import { dropOld, prepareTemplate } from './cluster'
import { leaveServers, useServers } from './servers'

/** TEST_DATABASE_URL (a superuser) and REDIS_URL name servers of one's own; what is not named is started here. */
export default async function globalSetup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL && process.env.REDIS_URL) return prepare(process.env.TEST_DATABASE_URL)
  const servers = await useServers()
  process.env.PORTOLAN_TEST_SERVERS = 'ours'
  process.env.REDIS_URL ||= servers.redis
  // Jest runs no teardown after a setup that failed.
  await prepare(process.env.TEST_DATABASE_URL ?? servers.postgres).catch(async (error: unknown) => {
    await leaveServers()
    throw error
  })
}

async function prepare(server: string): Promise<void> {
  await prepareTemplate(server)
  await dropOld(server)
}
