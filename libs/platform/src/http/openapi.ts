// The OpenAPI 3.1 document. Nest writes 3.0 forms into it; they are brought to 3.1 here, and every operation gets the
// error answers that it can give. Made from the build, because only `nest build` runs the plugin that reads DTOs.
import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { deprecationExtension, deprecationHeaders, type Deprecation } from './deprecated'
import { errorEnvelope } from './envelope.schema'
import { exampleOf } from './openapi-examples'
import { webhooksOf } from './openapi-webhooks'

type Json = null | string | number | boolean | Json[] | Members
interface Members {
  [key: string]: Json
}

interface Operation {
  responses: Members
  security?: Json[]
  parameters?: { in: string; name: string }[]
  requestBody?: Json
  deprecated?: boolean
  [deprecationExtension]?: Deprecation
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
const about =
  'The CRM for shops that sell across borders. Answers stand in an envelope of `data` and `meta`, lists also have ' +
  '`links`; errors carry a stable `reason`. Money is a decimal string beside its currency.'

export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Portolan')
    .setDescription(about)
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This installation')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'Access token of `POST /auth/login`',
    })
    .build()
  const document = SwaggerModule.createDocument(app, frame, { operationIdFactory: operationId })
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ErrorEnvelope: errorEnvelope },
  }
  const current = toCurrent(JSON.parse(JSON.stringify(document)) as Json) as unknown as OpenAPIObject
  for (const schema of Object.values(current.components?.schemas ?? {})) addExamples(schema as unknown as Members)
  for (const path of Object.values(current.paths)) {
    for (const method of methods) {
      const operation = path[method] as unknown as Operation | undefined
      if (!operation) continue
      dropShadowed(operation)
      addErrors(operation, method)
      addDeprecation(operation)
      if (method === 'post') addIdempotencyKey(operation)
    }
  }
  return { ...current, webhooks: webhooksOf(app) } as OpenAPIObject
}

function addDeprecation(operation: Operation): void {
  const deprecation = operation[deprecationExtension]
  if (!deprecation) return
  operation.deprecated = true
  const headers = Object.entries(deprecationHeaders(deprecation)).map(([name, example]) => [
    name.charAt(0).toUpperCase() + name.slice(1),
    {
      description: `Says that the operation goes: RFC ${name === 'sunset' ? 8594 : 9745}`,
      schema: { type: 'string' },
      example,
    },
  ])
  for (const response of Object.values(operation.responses) as Members[]) {
    response.headers = { ...(response.headers as Members), ...(Object.fromEntries(headers) as Members) }
  }
}

/** Members may name any POST but one that sends a file. */
function addIdempotencyKey(operation: Operation): void {
  if (!operation.security?.length || JSON.stringify(operation.requestBody ?? {}).includes('multipart/')) return
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key and body again get the first answer again, for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255, example: '4f7c2a90-5d0f-4a53-8f0e-2b9c1d7e6a35' },
  }
  operation.parameters = [...(operation.parameters ?? []), key]
}

/** `CustomersController.list` is `customersList`: the name of a generated client's function. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '')
  return noun.charAt(0).toLowerCase() + noun.slice(1) + method.charAt(0).toUpperCase() + method.slice(1)
}

/** `nullable` became a type of its own in 3.1. */
function toCurrent(value: Json): Json {
  if (Array.isArray(value)) return value.map(toCurrent)
  if (value === null || typeof value !== 'object') return value
  const members: Members = {}
  for (const [key, member] of Object.entries(value)) members[key] = toCurrent(member)
  const { nullable, ...rest } = members
  if (typeof nullable !== 'boolean') return members
  return nullable ? orNull(rest) : rest
}

function orNull(schema: Members): Members {
  if (typeof schema.type === 'string') {
    const type = { ...schema, type: [schema.type, 'null'] }
    return Array.isArray(schema.enum) && !schema.enum.includes(null) ? { ...type, enum: [...schema.enum, null] } : type
  }
  const { allOf, $ref, ...rest } = schema
  if (Array.isArray(allOf)) return { ...rest, anyOf: [...allOf, { type: 'null' }] }
  return $ref === undefined ? schema : { ...rest, anyOf: [{ $ref }, { type: 'null' }] }
}

/** Lists below a row (`customers/{id}/orders`) would name `id` twice, and a generated client cannot. */
function dropShadowed(operation: Operation): void {
  const inPath = new Set(operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name))
  const kept = operation.parameters?.filter((one) => one.in === 'path' || !inPath.has(one.name))
  if (kept) operation.parameters = kept
}

const scalars: readonly unknown[] = ['string', 'number', 'integer']

function addExamples({ properties }: Members): void {
  for (const [name, property] of Object.entries((properties ?? {}) as Record<string, Members>)) {
    const example = exampleOf(name)
    const plain = [property.type ?? []].flat().some((type) => scalars.includes(type)) && property.enum === undefined
    if (plain && example !== undefined) property.example ??= example as Json
  }
}

const always: Record<string, string> = {
  '429': 'Too many requests; `Retry-After` says when to come back',
  '500': 'Something went wrong on our side',
  '503': 'Not possible right now; try again',
}

function addErrors(operation: Operation, method: (typeof methods)[number]): void {
  // An empty list says that anybody may call; none at all would say that nobody thought of it.
  operation.security ??= []
  const parameters = operation.parameters ?? []
  const writes = method !== 'get'
  const answers: Record<string, string> = {
    ...(writes || parameters.length ? { '400': 'The request is not valid; `details` says where' } : {}),
    ...(operation.security.length ? { '401': 'No valid access token', '403': 'The role does not allow this' } : {}),
    ...(parameters.some((parameter) => parameter.in === 'path') ? { '404': 'There is no such row' } : {}),
    ...(writes ? { '409': 'It conflicts with how things stand' } : {}),
    ...(operation.requestBody ? { '413': 'The body is too large', '415': 'The body is not of a known type' } : {}),
    ...(operation.requestBody ? { '422': 'Well formed, but it makes no sense here' } : {}),
    ...always,
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorEnvelope' } } }
  for (const [status, description] of Object.entries(answers)) operation.responses[status] ??= { description, content }
}
