// The console's build, served by the API in the embedded run. Every address that is no file and no route of the API
// belongs to the console's own router.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const apart = /^\/(api|health|metrics)(\/|$)/
const hashed = /-[A-Z0-9]{8}\.\w+(?:\.br)?$/

/** Serves the folder's files, if it is there. */
export async function serveConsole(fastify: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return
  await fastify.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    decorateReply: true,
    // The build lays each file beside itself, compressed.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const forever = hashed.test(basename(path))
      void reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  fastify.get('/*', (request, reply) => {
    const path = decodeURIComponent(request.url.split('?', 1)[0] ?? '')
    // A file that is not there is missing; only addresses of pages lead to the page.
    if (apart.test(path) || path.includes('/.') || basename(path).includes('.')) return reply.callNotFound()
    return reply.sendFile('index.html')
  })
}
