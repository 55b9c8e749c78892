import { leaveServers } from './servers'

export default async function globalTeardown(): Promise<void> {
  if (process.env.PORTOLAN_TEST_SERVERS === 'ours') await leaveServers()
}
