// The Shopify half over HTTP. One shop; it also answers below its domain as the first part of the path, and refuses the
// names of other shops.
import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { graphqlRoutes } from './graphql'
import { oauthRoutes } from './oauth'
import type { Shopify } from './shopify'

export function shopifyRoutes(server: FastifyInstance, shopify: Shopify): void {
  server.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host?.split(':')[0] ?? ''
    const named = (request.params as { shop?: string }).shop ?? (host.endsWith('.myshopify.com') ? host : undefined)
    if (named !== undefined && named !== shopify.domain) return reply.code(404).send({ errors: 'Not Found' })
    return undefined
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ errors: 'Not Found' }))
  server.setErrorHandler(({ statusCode }: { statusCode?: number }, _request, reply) =>
    (statusCode ?? 500) < 500
      ? reply.code(400).send({ errors: { query: 'Required parameter missing or invalid' } })
      : reply.code(500).send({ errors: 'Internal Server Error' }),
  )
  for (const prefix of ['', '/:shop'])
    void server.register(
      (part, _options, done) => {
        oauthRoutes(part, shopify)
        graphqlRoutes(part, shopify)
        done()
      },
      { prefix },
    )
  server.get('/bulk/:name', (request, reply) => {
    const file = shopify.bulk.fileOf((request.params as { name: string }).name)
    if (!file) return reply.code(404).type('application/xml').send('<Error><Code>NoSuchKey</Code></Error>')
    // The storage that the files lie on goes on in the middle of one.
    const start = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start > 0) void reply.code(206).header('content-range', `bytes ${start}-*/*`)
    return reply.type('application/jsonl').send(createReadStream(file, { start }))
  })
}
