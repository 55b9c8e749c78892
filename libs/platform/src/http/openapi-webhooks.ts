// The document's `webhooks`: what leaves the house, from the catalogue of public events and the resources that the
// domains have registered.
import type { INestApplication } from '@nestjs/common'
import { publicEvents, testEvent, type PublicEvent } from '@portolan/contracts'
import { PublicResources } from '../public/public-resources'

type Schema = Readonly<Record<string, unknown>>

const headers = [
  ['webhook-id', 'Id of the event, the same in every attempt: drop what you have seen', 'string'],
  ['webhook-timestamp', 'When the attempt was made, in Unix seconds', 'integer'],
  [
    'webhook-signature',
    'Standard Webhooks: `v1,` and the HMAC-SHA256 in base64; two of them while secrets change',
    'string',
  ],
] as const

export function webhooksOf(app: INestApplication): Record<string, unknown> {
  const resources = app.get(PublicResources)
  const entries = Object.entries(publicEvents).map(([name, event]) => [
    name,
    webhook(name, event.summary, dataOf(resources, event)),
  ])
  const test = webhook(testEvent, 'Somebody asked for a test event', {
    type: 'object',
    properties: { subscription_id: { type: 'string', format: 'uuid' }, message: { type: 'string' } },
  })
  return Object.fromEntries([...entries, [testEvent, test]]) as Record<string, unknown>
}

const words = {
  order_id: { type: ['string', 'null'], format: 'uuid', description: 'Null for a refund without an order' },
  amount: { type: 'string', description: 'A decimal in `currency`' },
  currency: { type: 'string', description: 'ISO 4217' },
} as const

/** The row, or its id alone when the row is gone for good; where that is the event, what it was. */
function dataOf(resources: PublicResources, { resource, lastWords = [] }: PublicEvent): Schema {
  const properties = Object.fromEntries(lastWords.map((word) => [word, words[word]]))
  const id = { type: 'string', format: 'uuid' }
  const gone = { type: 'object', required: ['id', ...lastWords], properties: { id, ...properties } }
  return lastWords.length
    ? gone
    : { anyOf: [{ $ref: `#/components/schemas/${resources.of(resource).answer.name}` }, gone] }
}

function webhook(name: string, summary: string, data: Schema): unknown {
  const schema = {
    type: 'object',
    required: ['event', 'timestamp', 'data'],
    properties: {
      event: { const: name },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened' },
      data,
    },
  }
  return {
    post: {
      operationId: name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase()),
      summary,
      tags: ['webhooks'],
      security: [],
      parameters: headers.map(([header, description, type]) => ({
        name: header,
        in: 'header',
        required: true,
        description,
        schema: { type },
      })),
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: {
        '2XX': { description: 'Received' },
        '410': { description: 'Gone: the subscription is disabled' },
        '4XX': { description: 'Failed; it is sent again, after `Retry-After` at the earliest' },
      },
    },
  }
}
