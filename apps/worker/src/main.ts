import { NestFactory } from '@nestjs/core'
import { WorkerModule } from './worker.module'

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true })
  app.enableShutdownHooks()
  app.flushLogs()
}

void main()
