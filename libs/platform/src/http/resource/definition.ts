import type { Type } from '@nestjs/common'
import type { Filter } from './filters'
import type { OwnFields } from './own-fields'
import type { Sort } from './sorts'

export type Sql = string

/** Rows nested inside a row: a select statement that refers to the row's alias. */
export interface Nested {
  readonly many: boolean
  readonly sql: Sql
}

type Optional<Answer> = { [Key in keyof Answer & string]-?: undefined extends Answer[Key] ? Key : never }[keyof Answer &
  string]
type Required<Answer> = Exclude<keyof Answer & string, Optional<Answer>>

export interface ResourceDefinition<Answer extends object = object> {
  /** One word for one row, as in `order.missing`. */
  readonly name: string
  /** The DTO class of one row. Its required properties are `fields`; its optional ones `include` and `detail`. */
  readonly answer: Type<Answer>
  /** The tenant table and its alias, as in `orders o`. */
  readonly from: Sql
  /** Further tables, as in `left join customers_v1 c on …`. They must not multiply the rows. */
  readonly joins?: Sql
  /** Tables whose columns fields show, as joins of one row each: only for the rows that are shown, never for counting. */
  readonly beside?: Sql
  /** What holds for every row that exists at all. */
  readonly where?: Sql
  /** The timestamp that marks a row as deleted: such rows are missing, and `deleted=true` lists them alone. */
  readonly deletedAt?: Sql
  /** The column with the agent who may see the row; the policy guards, this helps the planner. */
  readonly agentScope?: Sql
  /** The column that counts edits; answers of one row carry it as their ETag. */
  readonly version?: Sql
  readonly fields: { readonly [Key in Required<Answer>]: Sql }
  /** Nested rows that a reader asks for by `include=`: the ten newest, so order each select by its newest first. */
  readonly include?: { readonly [Key in Optional<Answer>]?: Nested }
  /** Nested rows that an answer of one row always has, all of them. */
  readonly detail?: { readonly [Key in Optional<Answer>]?: Nested }
  readonly filters: Readonly<Record<string, Filter>>
  /** At most six, each with an index on (tenant_id, column, id) in this order; see `sorts.ts` on nulls. */
  readonly sorts: Readonly<Record<string, Sort>>
  /** A key of `sorts`, with `-` in front for descending. */
  readonly defaultSort: string
  /** Filters and sorts that a tenant defines for itself. */
  readonly own?: OwnFields
  readonly search?: Search
  /** The name in `tenant_counts` of how many rows there are, deleted ones not counted. */
  readonly count?: string
  /** A table of counts of living rows by these columns, which are filters by the same names. */
  readonly counts?: { readonly table: string; readonly by: readonly string[] }
  /** Filters by which `agent_counts` tells how many living rows an agent has, under the name in `count`. */
  readonly countsOfAgents?: readonly string[]
  /** Sets of filters with an index made for them, as in `country_code,status`. Others run under a short timeout. */
  readonly hot?: readonly string[]
}

export interface Search {
  /** What `q=` looks through, in words, for the documentation. */
  readonly looksThrough: string
  /**
   * Of the placeholder of the text that is searched: a function that answers `id` of living rows and the column of the
   * default sort under its name, at most one more than are counted exactly.
   */
  readonly found?: (text: Sql) => Sql
  /** The condition for a row; where `found` is given, for deleted rows alone. */
  readonly where: (text: Sql) => Sql
  /** Brings what people type into the form that is stored. */
  readonly prepare?: (text: string) => string
}

/** Columns that need a format of their own in JSON; other SQL stands as it is. */
export const column = {
  /** `2026-01-31T12:00:00.000Z` */
  time: (sql: Sql): Sql => `iso_time(${sql})`,
  /** Minor units as a decimal string of the currency. */
  money: (sql: Sql, currency: Sql): Sql => `money_text(${sql}, ${currency})`,
  /** A numeric as a decimal string, without the zeros at its end. */
  decimal: (sql: Sql): Sql => `trim_scale(${sql})::text`,
} as const

export const nested = {
  one: (sql: Sql): Nested => ({ many: false, sql }),
  many: (sql: Sql): Nested => ({ many: true, sql }),
} as const
