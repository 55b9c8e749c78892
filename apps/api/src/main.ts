import { config, log, measureProcess } from '@portolan/platform'
import { createApi } from './create-api'

async function main(): Promise<void> {
  const app = await createApi()
  measureProcess()
  await app.listen(config.PORT, config.HOST)
  log.info({ port: config.PORT, host: config.HOST }, 'the API listens')
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the API could not start')
  process.exitCode = 1
})
