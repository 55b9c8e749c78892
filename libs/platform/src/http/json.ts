interface JsonExtras {
  /** Names the row in the Location of what was made. */
  readonly id?: string
  /** Counts edits; sent as the ETag. */
  readonly version?: number
  /** What `meta` says beside time and request, as reports do. */
  readonly meta?: Readonly<Record<string, unknown>>
}

/** JSON text that PostgreSQL built; the envelope takes it as it is, nothing parses it. */
export class Json {
  constructor(
    readonly text: string,
    readonly extras: JsonExtras = {},
  ) {}

  toJSON(): unknown {
    return JSON.parse(this.text)
  }
}

export interface Pagination {
  /** Null in a walk by cursor. */
  readonly page: number | null
  readonly perPage: number
  readonly total: number
  readonly totalIsEstimate: boolean
}

/** One page of a list, with what its links need. */
export class JsonPage {
  constructor(
    /** A JSON array. */
    readonly text: string,
    readonly pagination: Pagination,
    /** Leads to the next row, or null at the end. */
    readonly nextCursor: string | null,
  ) {}
}
