// The envelopes of DESIGN §5 as JSON Schema, for OpenAPI.
type Schema = Record<string, unknown>

const text = { type: 'string' } as const
const link = { type: ['string', 'null'], format: 'uri-reference' } as const

const metaProperties = {
  timestamp: { ...text, format: 'date-time', description: 'When the answer was made' },
  request_id: { ...text, description: 'Names the request in our logs' },
}

function object(properties: Schema, description?: string): Schema {
  return { type: 'object', required: Object.keys(properties), properties, ...(description ? { description } : {}) }
}

const pagination = object({
  page: { type: ['integer', 'null'], description: 'Null in a walk by cursor' },
  per_page: { type: 'integer' },
  total: { type: 'integer', description: 'Matching rows' },
  total_pages: { type: ['integer', 'null'], description: 'Null when the total is an estimate' },
  total_is_estimate: { type: 'boolean' },
})

const links = object({ self: text, next: link, prev: link, first: text, last: link })

export function envelopeOf(data: Schema): Schema {
  return object({ data, meta: object(metaProperties) })
}

export function listEnvelopeOf(items: Schema): Schema {
  return object({ data: { type: 'array', items }, meta: object({ pagination, ...metaProperties }), links })
}

export const errorEnvelope: Schema = object({
  error: {
    type: 'object',
    required: ['code', 'reason', 'message'],
    properties: {
      code: { ...text, description: 'Kind of error, one for each status' },
      reason: { ...text, description: 'Stable name of what went wrong, for programs' },
      message: { ...text, description: 'One sentence for people, in the language of `Accept-Language`' },
      details: {
        type: 'object',
        description: 'What is wrong, by field',
        additionalProperties: { type: 'array', items: text },
      },
    },
  },
  meta: object(metaProperties),
})
