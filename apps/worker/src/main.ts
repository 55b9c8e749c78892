import { NestFactory } from '@nestjs/core'
import { WorkerModule } from './worker.module'

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true })
  app.enableShutdownHooks()
  app.flushLogs()
  // For whoever started this process; without a channel there is nobody to tell.
  process.send?.('ready')
}

void main()
