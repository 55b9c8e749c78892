// Compares what the stand-ins say with the shapes of the platforms' own samples (shapes.json: names and types of their
// fields, taken from published test deliveries and documentation).
import shapes from './shapes.json'

type Shape = string | readonly Shape[] | { readonly [name: string]: Shape }
export type Sample = keyof typeof shapes

/** Since 2025-01 customers in webhooks are without these. */
const gone = new Set([
  'email_marketing_consent',
  'sms_marketing_consent',
  'tags',
  'orders_count',
  'total_spent',
  'last_order_id',
  'last_order_name',
])

/** What is missing or of another type than in the sample, by path; nothing when it has the sample's shape. */
export function differences(sample: Sample, value: unknown): string[] {
  return compare(shapes[sample], value, '')
}

function compare(shape: Shape, value: unknown, path: string): string[] {
  if (shape === 'null' || value === null) return []
  if (typeof shape === 'string') return typeof value === shape ? [] : [`${path}: ${typeof value}, not ${shape}`]
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path}: no list`]
    return shape.length === 0 ? [] : value.flatMap((one) => compare(shape[0] as Shape, one, `${path}[]`))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path}: no object`]
  return Object.entries(shape).flatMap(([name, inner]) => {
    const found = (value as Record<string, unknown>)[name]
    if (found !== undefined) return compare(inner, found, `${path}.${name}`)
    const personal = path === '' ? 'id' in shape && 'verified_email' in shape : path.endsWith('.customer')
    return personal && gone.has(name) ? [] : [`${path}.${name}: missing`]
  })
}
