// The committed document is what other people's programs are written against.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: string[]
  readonly responses: Record<string, { readonly content?: Record<string, { schema?: Schema }> }>
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: Schema }> }
  readonly security: unknown[]
}

interface Schema {
  readonly $ref?: string
  readonly type?: string | string[]
  readonly example?: unknown
  readonly examples?: unknown
  readonly enum?: unknown
  readonly default?: unknown
  readonly properties?: Record<string, Schema>
  readonly items?: Schema
  readonly anyOf?: Schema[]
  readonly allOf?: Schema[]
  readonly format?: string
}

interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Schema> }
}

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi/openapi.json'), 'utf8')) as Document
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
)

it('is OpenAPI 3.1 with an id of its own for every operation', () => {
  expect(document.openapi).toMatch(/^3\.1/)
  const ids = operations.map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

it.each(operations)('says of %s what it does and how it can fail', (_, operation) => {
  expect(operation).toMatchObject({ operationId: expect.any(String) as string, summary: expect.any(String) as string })
  expect(operation.tags?.length).toBeGreaterThan(0)
  const statuses = Object.keys(operation.responses)
  expect(statuses).toEqual(expect.arrayContaining(['429', '500']))
  if (operation.security.length) expect(statuses).toEqual(expect.arrayContaining(['401', '403']))
})

const dtos = Object.entries(document.components.schemas).filter(([name]) => name.endsWith('Dto'))

it.each(dtos)('shows an example of every plain property of %s', (_, schema) => {
  const bare = Object.entries(schema.properties ?? {}).filter(
    ([, { $ref, items, anyOf, allOf, properties, example, examples, enum: values, default: fallback, type }]) =>
      !$ref &&
      !items &&
      !anyOf &&
      !allOf &&
      !properties &&
      type !== 'object' &&
      type !== 'boolean' &&
      example === undefined &&
      examples === undefined &&
      values === undefined &&
      fallback === undefined,
  )
  expect(bare.map(([name]) => name)).toEqual([])
})
