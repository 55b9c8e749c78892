// Cells that fill the workspace's own fields, in files of every kind: texts become values of the fields' types, written
// as the file writes its days and numbers. Empty cells say nothing.
import type { FieldRules } from '@portolan/customers'
import { plainNumber } from './csv/numbers'
import type { ImportOptions } from './import.options'
import type { Columns } from './mappings/columns'
import { ownKey, type OwnField } from './mappings/own-fields'
import { Instants } from './orders/instants'

/** A look refuses what no rule allows. An import leaves that to the domain, which knows what stands already. */
export type Use = 'look' | 'import'

export class OwnValues {
  private readonly fields: readonly (readonly [field: OwnField, key: string])[]
  private readonly days: Instants | null

  /** `rules` are null for a file without such columns. */
  constructor(
    columns: Columns,
    private readonly rules: FieldRules | null,
    private readonly options: Pick<ImportOptions, 'dates' | 'decimal_mark'>,
    private readonly use: Use,
  ) {
    this.fields = ownFieldsOf(columns)
    this.days = this.fields.length ? new Instants('UTC') : null
  }

  /** Values by key. `refuse` hears what can never be right. */
  read(
    textOf: (field: OwnField) => string | null,
    refuse: (field: OwnField, reason: string) => void,
  ): Record<string, unknown> {
    const values = this.fields.flatMap(([field, key]): [string, unknown][] => {
      const text = textOf(field)
      if (!text) return []
      const value = this.valueOf(key, text)
      const problem = this.use === 'look' ? this.rules?.problemOf(key, value) : null
      if (problem) refuse(field, problem)
      return [[key, value]]
    })
    return Object.fromEntries(values)
  }

  private valueOf(key: string, text: string): unknown {
    if (!this.rules) return text
    switch (this.rules.typeOf(key)) {
      case 'number':
        return this.rules.read(key, this.plain(text).replace(/^\+/, ''))
      case 'date':
        return this.dayOf(text)
      default:
        return this.rules.read(key, text)
    }
  }

  private plain(text: string): string {
    return this.options.decimal_mark === null ? text : plainNumber(text, this.options.decimal_mark)
  }

  /** `2026-01-31`, whatever time of the day stands behind it; a text that is no day stays, and is refused. */
  private dayOf(text: string): string {
    if (/^\d{4}-\d\d-\d\d(?!\d)/.test(text)) return this.days?.iso(text) == null ? text : text.slice(0, 10)
    const time = this.days?.written(text, this.options.dates) ?? null
    return time === null ? text : new Date(time).toISOString().slice(0, 10)
  }
}

export function ownFieldsOf(columns: Columns): [field: OwnField, key: string][] {
  return [...columns.keys()].flatMap((field): [OwnField, string][] => {
    const key = ownKey(field)
    return key === null ? [] : [[field as OwnField, key]]
  })
}
