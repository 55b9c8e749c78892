// Takes in the history of the shop that is connected in DATABASE_URL, with the built product in a process of its own, and
// tells what it took: inside Jest every name of the language is looked up in a sandbox.
import { NestFactory } from '@nestjs/core'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import customers from '../../dist/libs/customers/src/index.js'
import integrations from '../../dist/libs/integrations/src/index.js'
import orders from '../../dist/libs/orders/src/index.js'
import platform from '../../dist/libs/platform/src/index.js'

const { Handlers, JobRunner, NestLog, PlatformModule, WorkerRuntimeModule } = platform

// What is garbage says nothing about what is held.
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

class FirstSync {}
const entities = [...customers.customersEntities, ...orders.ordersEntities, ...integrations.integrationsEntities]
const app = await NestFactory.createApplicationContext(
  {
    module: FirstSync,
    imports: [
      PlatformModule.forRoot({ entities, statementTimeoutMs: 0 }),
      WorkerRuntimeModule,
      customers.CustomersWorkerModule,
      orders.OrdersWorkerModule,
      integrations.IntegrationsWorkerModule,
    ],
  },
  { logger: new NestLog() },
)

/** Counts the time that a handler takes, and what its job holds in memory afterwards; looking there takes time, too. */
function measured(name) {
  const spent = { ms: 0, cpuMs: 0, chunks: 0, heap: [], lookingMs: 0 }
  const handlers = app.get(Handlers)[name]
  const handle = handlers.get('integrations.sync')
  handlers.set('integrations.sync', async (...given) => {
    const [begin, cpu] = [performance.now(), process.cpuUsage()]
    try {
      return await handle(...given)
    } finally {
      const end = performance.now()
      spent.ms += end - begin
      const { user, system } = process.cpuUsage(cpu)
      spent.cpuMs += (user + system) / 1000
      if (name === 'jobs' && spent.chunks++ % 10 === 0) {
        collect()
        spent.heap.push(process.memoryUsage().heapUsed / 2 ** 20)
        spent.lookingMs += performance.now() - end
      }
    }
  })
  return spent
}

const [asking, taking] = [measured('askers'), measured('jobs')]
process.on('message', async () => {
  const begin = performance.now()
  // Also when all that is left waits for the shop: whoever asks looks, and asks again.
  await app.get(JobRunner).drain('sync')
  process.send({ ms: performance.now() - begin, asking, taking })
})
process.on('disconnect', () => process.exit())
process.send('ready')
