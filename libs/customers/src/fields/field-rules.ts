// What values custom fields take. Pure, so that forms, the API and files are judged by the same hand. A value that
// stands is not judged again: rows from before a field, or before its rule, stay readable and editable.
import { isDeepStrictEqual } from 'node:util'
import { isURL } from 'class-validator'
import { type ErrorDetails, invalid, isDay, say } from '@portolan/platform'
import type { FieldType } from './custom-field.dto'

export interface FieldDefinition {
  readonly id: string
  readonly key: string
  readonly type: FieldType
  readonly is_required: boolean
  readonly is_unique: boolean
  readonly options: readonly string[]
  readonly is_archived: boolean
}

export type FieldValues = Readonly<Record<string, unknown>>

/** A value as it is stored, or the sentence that says why it cannot be. */
type Judged = { readonly value: unknown } | { readonly problem: string }

const longestText = 2000
const affirmative = new Set(['true', 'yes', '1'])
const negative = new Set(['false', 'no', '0'])

export class FieldRules {
  private readonly fields: ReadonlyMap<string, FieldDefinition>

  constructor(definitions: readonly FieldDefinition[]) {
    this.fields = new Map(definitions.map((field) => [field.key, field]))
  }

  /**
   * The values as they are stored: trimmed, without those that are empty. `before` is what stands, null for a new row.
   * Throws a DomainError that names every field as `custom_fields.<key>`.
   */
  checked(before: FieldValues | null, after: FieldValues): Record<string, unknown> {
    const { values, problems } = this.judged(before, after)
    if (Object.keys(problems).length) throw invalid(problems)
    return values
  }

  /** The same without throwing: for rows of a file, of which others are right. */
  judged(before: FieldValues | null, after: FieldValues): { values: Record<string, unknown>; problems: ErrorDetails } {
    // A workspace without fields keeps what it is given, as it always did.
    if (!this.fields.size) return { values: { ...after }, problems: {} }
    const standing = new Map(Object.entries(before ?? {}))
    const values = new Map<string, unknown>()
    const problems = new Map<string, string[]>()
    for (const [key, value] of Object.entries(after)) {
      const stands = standing.has(key) && isDeepStrictEqual(standing.get(key), value)
      const judged = stands ? { value } : this.judge(key, value)
      if ('problem' in judged) problems.set(`custom_fields.${key}`.slice(0, 100), [judged.problem])
      else if (judged.value !== null) values.set(key, judged.value)
    }
    for (const field of this.fields.values()) {
      const wasThere = before === null || standing.has(field.key)
      const name = `custom_fields.${field.key}`
      if (field.is_required && !field.is_archived && wasThere && !values.has(field.key) && !problems.has(name)) {
        problems.set(name, [say('rule.isDefined')])
      }
    }
    return { values: Object.fromEntries(values), problems: Object.fromEntries(problems) }
  }

  /** Whether a new row lacks something that says nothing of fields. */
  get needsValues(): boolean {
    return [...this.fields.values()].some(({ is_required, is_archived }) => is_required && !is_archived)
  }

  /** What a field has against a value that does not stand yet; null when nothing. */
  problemOf(key: string, value: unknown): string | null {
    if (!this.fields.size) return null
    const judged = this.judge(key, value)
    return 'problem' in judged ? judged.problem : null
  }

  typeOf(key: string): FieldType | null {
    return this.fields.get(key)?.type ?? null
  }

  /** What a cell of a file says, in the field's type; text that cannot be read stays text, which is refused later. */
  read(key: string, text: string): unknown {
    const plain = text.trim()
    const type = this.fields.get(key)?.type
    if (plain === '') return null
    if (type === 'number' && /^-?\d+(\.\d+)?$/.test(plain)) return Number(plain)
    if (type === 'boolean' && affirmative.has(plain.toLowerCase())) return true
    if (type === 'boolean' && negative.has(plain.toLowerCase())) return false
    return plain
  }

  /** Of these values those that no other row may have. */
  uniqueOf(values: FieldValues): [key: string, value: unknown][] {
    return Object.entries(values).filter(([key]) => this.fields.get(key)?.is_unique)
  }

  private judge(key: string, value: unknown): Judged {
    const field = this.fields.get(key)
    if (value === null || (typeof value === 'string' && value.trim() === '')) return { value: null }
    if (!field) return { problem: say('field.unknown', { key: key.slice(0, 50) }) }
    if (field.is_archived) return { problem: say('field.archived') }
    return valueOf(field, value)
  }
}

function valueOf({ type, options }: FieldDefinition, value: unknown): Judged {
  switch (type) {
    case 'text':
      return text(value, (plain) => !/[^\P{Cc}\n\t]/u.test(plain), 'field.text')
    case 'url':
      return text(value, isWebAddress, 'rule.isUrl')
    case 'select':
      return text(value, (plain) => options.includes(plain), 'value.one_of', { allowed: options.join(', ') })
    case 'date':
      return text(value, (plain) => /^(19|20|21)/.test(plain) && isDay(plain), 'value.day')
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { problem: say('rule.isBoolean') }
    case 'number':
      return typeof value === 'number' && /^-?\d{1,15}(\.\d{1,10})?$/.test(String(value))
        ? { value }
        : { problem: say('field.number') }
  }
}

function text(value: unknown, holds: (plain: string) => boolean, rule: string, params = {}): Judged {
  if (typeof value !== 'string') return { problem: say('rule.isString') }
  const plain = value.trim()
  if (plain.length > longestText) return { problem: say('value.text', { max: longestText }) }
  return holds(plain) ? { value: plain } : { problem: say(rule, params) }
}

function isWebAddress(plain: string): boolean {
  return isURL(plain, { protocols: ['http', 'https'], require_protocol: true })
}
