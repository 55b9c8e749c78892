import type { Command } from 'commander'
import { config, migrateDown, migrateUp } from '@portolan/platform'
import { tell } from '../output'

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database schema up to date (DATABASE_OWNER_URL)')
    .option('--down', 'take back the newest migration instead')
    .action(async ({ down }: { down?: true }) => {
      const url = config.DATABASE_OWNER_URL
      if (!url) throw new Error('set DATABASE_OWNER_URL: migrations run as the owner (docker/roles.sql)')
      if (down) {
        await migrateDown(url)
        tell('The newest migration has been taken back.')
        return
      }
      const ran = await migrateUp(url)
      for (const name of ran) tell(`  ${name}`)
      tell(ran.length > 0 ? `${ran.length} migrations have run.` : 'The schema is up to date.')
    })
}
