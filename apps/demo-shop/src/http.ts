// A bare HTTP server as the platforms' doors share it: JSON and forms in, the platform's own words for what is wrong.
import type { IncomingMessage } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'

export function httpServer(rewrite: (url: string) => string = (url) => url): FastifyInstance {
  const server = fastify({
    logger: false,
    // A demo that is to end does not wait for whoever keeps a connection open.
    forceCloseConnections: true,
    bodyLimit: 10 * 1024 * 1024,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: (request: IncomingMessage) => rewrite(request.url ?? '/'),
  })
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
  return server
}

export async function listen(server: FastifyInstance, port: number): Promise<string> {
  await server.listen({ port, host: '127.0.0.1' })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}
