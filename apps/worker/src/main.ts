import { constants, getPriority, setPriority } from 'node:os'
import { NestFactory } from '@nestjs/core'
import { log, NestLog } from '@portolan/platform'
import { WorkerModule } from './worker.module'

/** Who waits for an answer goes first: where the API shares the worker's processors, it takes one at once. */
function giveWay(): void {
  const { PRIORITY_LOW } = constants.priority
  // Only a privileged user may raise it again.
  if (getPriority() < PRIORITY_LOW) setPriority(PRIORITY_LOW)
}

async function main(): Promise<void> {
  giveWay()
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: new NestLog(), abortOnError: false })
  app.enableShutdownHooks()
  log.info('the worker waits for work')
  // For whoever started this process; without a channel there is nobody to tell.
  process.send?.('ready')
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the worker could not start')
  process.exitCode = 1
})
