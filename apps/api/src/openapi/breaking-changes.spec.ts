import { breakingChanges, type Document, type Operation } from './breaking-changes'

const text = { type: 'string' }
const order = { type: 'object', properties: { id: text, total: text }, required: ['id'] }

function documentOf(operation: Operation, schema: object = order): Document {
  return { paths: { '/orders': { post: operation } }, components: { schemas: { Order: schema } } }
}

const reference = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } }
const answering: Operation = { responses: { '201': reference } }
const taking: Operation = { requestBody: reference }

it('finds nothing in a document that only grew', () => {
  const grown = documentOf(
    { ...answering, parameters: [{ name: 'fields', in: 'query' }] },
    { ...order, properties: { ...order.properties, note: text } },
  )
  expect(breakingChanges(documentOf(answering), grown)).toEqual([])
})

it('finds an operation that is gone', () => {
  expect(breakingChanges(documentOf(answering), { paths: {} })).toEqual(['POST /orders is gone'])
})

it('finds an answer that lost a property or changed its type, behind references too', () => {
  const changed = documentOf(answering, { type: 'object', properties: { id: { type: 'integer' } } })
  expect(breakingChanges(documentOf(answering), changed)).toEqual([
    'POST /orders 201.id: string became integer',
    'POST /orders 201: property total is gone',
  ])
})

it('finds a request that asks for more than before', () => {
  expect(breakingChanges(documentOf(taking), documentOf(taking, { ...order, required: ['id', 'total'] }))).toEqual([
    'POST /orders body: requires total now',
  ])
  const filtered = { parameters: [{ name: 'tenant', in: 'query', required: true }] }
  expect(breakingChanges(documentOf({}), documentOf(filtered))).toEqual([
    'POST /orders: query parameter tenant is required now',
  ])
})

it('finds values that a request may no longer send', () => {
  const before = documentOf(taking, { type: 'string', enum: ['pending', 'paid'] })
  expect(breakingChanges(before, documentOf(taking, { type: 'string', enum: ['paid'] }))).toEqual([
    'POST /orders body: no longer takes pending',
  ])
})

it('ends on schemas that refer to themselves', () => {
  const tree = { type: 'object', properties: { parent: { $ref: '#/components/schemas/Order' } } }
  expect(breakingChanges(documentOf(answering, tree), documentOf(answering, tree))).toEqual([])
})
