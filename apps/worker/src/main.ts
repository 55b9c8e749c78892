import { NestFactory } from '@nestjs/core'
import { Database, log, NestLog } from '@portolan/platform'
import { connectionsGiveWay, giveWay } from './give-way'
import { WorkerModule } from './worker.module'

async function main(): Promise<void> {
  giveWay()
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: new NestLog(), abortOnError: false })
  connectionsGiveWay(app.get(Database))
  app.enableShutdownHooks()
  log.info('the worker waits for work')
  // For whoever started this process; without a channel there is nobody to tell.
  process.send?.('ready')
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the worker could not start')
  process.exitCode = 1
})
