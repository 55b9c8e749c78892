// A bare HTTP server as the platforms' doors share it: JSON and forms in, the platform's own words for what is wrong.
import fastify, { type FastifyInstance } from 'fastify'

export function httpServer(): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: 10 * 1024 * 1024, routerOptions: { ignoreTrailingSlash: true } })
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
