// The Admin API's one endpoint: who asks, what it would cost, what it gives. Refusals of the query itself come with
// status 200, as the platform sends them.
import { execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actualCost, dearestQuery, queryOf, requestedCost, type Query } from './cost'
import { Root } from './root'
import { schema } from './schema'
import type { Shopify } from './shopify'
import type { Token } from './tokens'
import { versionInUse } from './versions'

interface Body {
  readonly query?: unknown
  readonly variables?: unknown
  readonly operationName?: unknown
}

const rateLimits = 'https://shopify.dev/api/usage/rate-limits'

export function graphqlRoutes(server: FastifyInstance, shopify: Shopify): void {
  server.post('/admin/api/:version/graphql.json', async (request, reply) => {
    const version = versionInUse((request.params as { version: string }).version)
    if (!version) return reply.code(404).send({ errors: 'Not Found' })
    void reply.header('x-shopify-api-version', version).header('x-request-id', request.id)
    const failure = shopify.trouble.next()
    if (failure === '429') return reply.code(429).header('retry-after', '2.0').send(tooMany)
    if (failure === '500' || failure === '503')
      return reply.code(Number(failure)).send({ errors: 'Internal Server Error' })
    const token = shopify.tokens.find(String(request.headers['x-shopify-access-token'] ?? ''))
    if (!token) return reply.code(401).send(unknownToken)
    if (token.expiresAt === null && shopify.app.kind === 'public') return reply.code(403).send(mustExpire)
    if (failure === 'THROTTLED') shopify.bucket.empty()
    return answer(shopify, token, request, reply)
  })
}

const tooMany = {
  errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.',
}
const unknownToken = { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' }
const mustExpire = { errors: '[API] Non-expiring access tokens are no longer accepted for the Admin API' }

async function answer(shopify: Shopify, token: Token, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { query: text, variables, operationName } = (request.body ?? {}) as Body
  if (typeof text !== 'string' || text === '')
    return reply.code(400).send({ errors: { query: 'Required parameter missing or invalid' } })
  const document = read(text)
  if ('errors' in document) return document
  const given = typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {}
  const query = queryOf(document, given, typeof operationName === 'string' ? operationName : undefined)
  if (!query) return { errors: [{ message: 'No operation found', extensions: { code: 'BAD_REQUEST' } }] }
  return run(shopify, token, document, query)
}

function read(text: string): DocumentNode | { errors: object[] } {
  try {
    const document = parse(text, { maxTokens: 10_000 })
    const errors = validate(schema, document)
    return errors.length === 0 ? document : { errors: errors.map((error) => shown(error, 'undefinedField')) }
  } catch (error) {
    return { errors: [shown(error as GraphQLError, 'parseError')] }
  }
}

function shown({ message, locations, path, extensions }: GraphQLError, code?: string): object {
  return {
    message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    ...(extensions.code || code ? { extensions: { ...(code ? { code } : {}), ...extensions } } : {}),
  }
}

async function run(shopify: Shopify, token: Token, document: DocumentNode, query: Query): Promise<object> {
  const requestedQueryCost = costOf(query)
  if (typeof requestedQueryCost === 'object') return requestedQueryCost
  if (requestedQueryCost > dearestQuery) return { errors: [tooDear(requestedQueryCost)] }
  if (!shopify.bucket.take(requestedQueryCost)) {
    const error = { message: 'Throttled', extensions: { code: 'THROTTLED', documentation: rateLimits } }
    return { errors: [error], extensions: { cost: cost(shopify, requestedQueryCost, null) } }
  }
  const rootValue = new Root(shopify, token.scopes)
  const { variables: variableValues, operation } = query
  const operationName = operation.name?.value ?? null
  const result = await execute({ schema, document, rootValue, contextValue: rootValue, variableValues, operationName })
  const actualQueryCost = Math.min(requestedQueryCost, actualCost(query, result.data))
  shopify.bucket.giveBack(requestedQueryCost - actualQueryCost)
  const { data, errors } = result
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors: errors.map((error) => shown(error)) } : {}),
    extensions: { cost: cost(shopify, requestedQueryCost, actualQueryCost), ...searchWarnings(rootValue) },
  }
}

/** Arguments of the wrong type only show when they are read. */
function costOf(query: Query): number | { errors: object[] } {
  try {
    return Math.max(1, requestedCost(query))
  } catch (error) {
    return { errors: [shown(error as GraphQLError, 'INVALID_VARIABLE')] }
  }
}

function cost({ bucket }: Shopify, requestedQueryCost: number, actualQueryCost: number | null): object {
  return { requestedQueryCost, actualQueryCost, throttleStatus: bucket.status() }
}

function tooDear(cost: number): object {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${dearestQuery}).`
  return { message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: dearestQuery, documentation: rateLimits } }
}

function searchWarnings({ warnings }: Root): object {
  if (warnings.length === 0) return {}
  const search = warnings.map(({ path, field }) => ({
    path: [path],
    warnings: [{ field, message: `Invalid search field for this query.`, code: 'invalid_field' }],
  }))
  return { search }
}
