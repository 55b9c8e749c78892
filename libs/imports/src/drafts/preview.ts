// Rows as an import would read them, with what is wrong in which column. Nothing is written.
import { Injectable } from '@nestjs/common'
import { CustomFields } from '@portolan/customers'
import { Database, invalid } from '@portolan/platform'
import type { CsvRow } from '../csv/csv-rows'
import { type NamedField, suggestMapping } from '../detection/suggestions'
import { DocumentReaders, type ReadsDocuments } from '../documents'
import { DocumentRefused, DraftNeeded, type RowProblem } from '../import.errors'
import { findColumns, type Columns } from '../mappings/columns'
import { problemsOfMapping, type Mapping } from '../mappings/mappings'
import { fixedRow, StagedFile, stagedRow, type Fixes } from '../staged-file'
import type { StagedRow } from '../staging.queries'
import type { PreviewColumnDto, PreviewDto, PreviewRowDto } from './draft.dto'
import { FixQueries } from './fixes'
import type { ImportState } from './import-state'

const samples = 5
const mostRows = 200
const usualRows = 50

export interface Window {
  /** Rows behind this line. */
  readonly after: number
  readonly limit: number
  /** The first rows of a draft's file, or those that an import has rejected. */
  readonly rows: 'first' | 'rejected' | null
}

/** Reads `after` and `limit`. Throws a DomainError (400). */
export function windowOf(query: Readonly<Record<string, unknown>>): Window {
  const unknown = Object.keys(query).filter((name) => !['after', 'limit', 'rows'].includes(name))
  const problems = Object.fromEntries(
    unknown.map((name) => [name, ['is not a parameter here; there are after, limit, rows']]),
  )
  const whole = (name: string, usual: number, least: number, most: number) => {
    const text = query[name]
    if (text === undefined) return usual
    if (typeof text === 'string' && /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most)
      return Number(text)
    problems[name] = [`must be a whole number from ${least} to ${most}`]
    return usual
  }
  const { rows = null } = query
  if (rows !== null && rows !== 'first' && rows !== 'rejected') problems.rows = ['must be first or rejected']
  const window = {
    rows: rows as Window['rows'],
    after: whole('after', 0, 0, 999_999_999),
    limit: whole('limit', usualRows, 1, mostRows),
  }
  if (Object.keys(problems).length) throw invalid(problems)
  return window
}

/** One row more than the limit, where there are more. */
interface Found {
  readonly first: readonly CsvRow[]
  readonly rows: readonly CsvRow[]
  readonly limit: number
}

/** What rows are judged by. */
interface Judging {
  readonly columns: Columns
  readonly mapping: Mapping
  readonly reader: ReadsDocuments
}

@Injectable()
export class Preview {
  constructor(
    private readonly db: Database,
    private readonly file: StagedFile,
    private readonly fixes: FixQueries,
    private readonly readers: DocumentReaders,
    private readonly fields: CustomFields,
  ) {}

  /** Throws FileRefused for a draft whose file cannot be read. */
  async of(run: ImportState, window: Window): Promise<PreviewDto> {
    const fixes = await this.fixes.of(run.id)
    const wanted = window.rows ?? (run.reads_file ? 'first' : 'rejected')
    if (wanted === 'first' && !run.reads_file) throw new DraftNeeded(run.status)
    return wanted === 'first' ? this.ofFile(run, window, fixes) : this.ofRejected(run, window, fixes)
  }

  /** How one row would be read with these cells. */
  async judge(run: ImportState, header: readonly string[], row: CsvRow): Promise<PreviewRowDto> {
    const fixes = new Map([[row.line, { cells: row.cells }]])
    return judged([row], fixes, header, await this.judging(run, header))[0] as PreviewRowDto
  }

  private async ofFile(run: ImportState, window: Window, fixes: Fixes): Promise<PreviewDto> {
    const detected = await this.file.detect(run.file_id ?? '', {})
    const table = await this.file.table(run.file_id ?? '', run.options)
    try {
      const first: CsvRow[] = []
      const rows: CsvRow[] = []
      for (let row = await table.next(); row; row = await table.next()) {
        if (first.length < samples) first.push(row)
        if (row.line > window.after) rows.push(row)
        if (rows.length > window.limit) break
      }
      return {
        detected: { ...detected, sheets: [...detected.sheets], ambiguous: [...detected.ambiguous] },
        ...(await this.paged(run, table.header, { first, rows, limit: window.limit }, fixes)),
      }
    } finally {
      table.close()
    }
  }

  private async ofRejected(run: ImportState, { after, limit }: Window, fixes: Fixes): Promise<PreviewDto> {
    const header = run.header ?? []
    const stored = await this.db.read<{ line: number; cells: string; error: string }>(
      `select line, cells, error from import_rows
        where tenant_id = current_tenant() and import_id = $1 and line > $2 and error is not null order by line limit $3`,
      [run.id, after, limit + 1],
    )
    const rows = stored.map(({ line, cells }) => ({ line, cells: JSON.parse(cells) as string[] }))
    const page = await this.paged(run, header, { first: rows.slice(0, samples), rows, limit }, fixes)
    const reasons = new Map(stored.map(({ line, error }) => [line, error]))
    return { detected: null, ...page, rows: page.rows.map((row) => withReason(row, reasons.get(row.line))) }
  }

  private async paged(
    run: ImportState,
    header: readonly string[],
    { first, rows, limit }: Found,
    fixes: Fixes,
  ): Promise<Omit<PreviewDto, 'detected'>> {
    const shown = rows.slice(0, limit)
    const mapping_problems = problemsOfMapping(run.mapping, header)
    const judging = mapping_problems.length ? null : await this.judging(run, header)
    return {
      columns: describe(header, first, run.mapping, await this.fields.named(run.mapping.kind)),
      mapping_problems,
      rows: judged(shown, fixes, header, judging),
      next: rows.length > limit ? (shown.at(-1)?.line ?? null) : null,
    }
  }

  private async judging(run: ImportState, header: readonly string[]): Promise<Judging> {
    const columns = columnsIn(header, run.mapping)
    return { columns, mapping: run.mapping, reader: await this.readers.of(run, columns, 'look') }
  }
}

/** What only the domain could refuse is about the row, until somebody changes it. */
function withReason(row: PreviewRowDto, reason: string | undefined): PreviewRowDto {
  if (row.problems.length || row.state !== 'as_sent' || reason === undefined) return row
  return { ...row, problems: [{ column: null, field: null, reason }] }
}

function columnsIn(header: readonly string[], mapping: Mapping): Columns {
  return findColumns(header, 1, mapping, ',')
}

function describe(
  header: readonly string[],
  rows: readonly CsvRow[],
  mapping: Mapping,
  own: readonly NamedField[],
): PreviewColumnDto[] {
  const cells = rows.map((row) => row.cells)
  const suggested = suggestMapping(mapping.kind, header, cells, own)
  const spelling =
    mapping.spellings.find((one) => [...one.keys()].every((name) => header.includes(name))) ?? mapping.spellings[0]
  return header.map((name, index) => ({
    name,
    field: spelling?.get(name) ?? null,
    suggested: suggested.get(name) ?? null,
    samples: rows.map(({ cells }) => (cells[index] ?? '').slice(0, 200)),
  }))
}

/** Rows of one document are judged together; a document that goes on behind the last row may look incomplete. */
function judged(
  rows: readonly CsvRow[],
  fixes: Fixes,
  header: readonly string[],
  judging: Judging | null,
): PreviewRowDto[] {
  const standing = rows.flatMap((row) => fixedRow(row, fixes) ?? [])
  const problems = judging ? problemsOf(standing, header, judging) : new Map<number, RowProblem[]>()
  const byLine = new Map(standing.map((row) => [row.line, row]))
  const names = new Map([...(judging?.columns ?? [])].map(([field, index]) => [field, header[index] ?? null]))
  return rows.map((row) => ({
    line: row.line,
    cells: [...(byLine.get(row.line) ?? row).cells],
    state: !byLine.has(row.line) ? 'skipped' : fixes.has(row.line) ? 'fixed' : 'as_sent',
    problems: (problems.get(row.line) ?? []).map(({ field, reason }) => ({
      column: field === null ? null : (names.get(field) ?? null),
      field,
      reason,
    })),
  }))
}

function problemsOf(
  rows: readonly CsvRow[],
  header: readonly string[],
  { columns, mapping, reader }: Judging,
): Map<number, RowProblem[]> {
  const problems = new Map<number, RowProblem[]>()
  const documents = new Map<string, StagedRow[]>()
  for (const row of rows.map((one) => stagedRow(one, header, columns, mapping))) {
    if (row.error !== null) problems.set(row.line, [{ field: null, reason: row.error }])
    else documents.set(row.key, [...(documents.get(row.key) ?? []), row])
  }
  for (const [key, own] of documents) {
    try {
      reader.read(key, own)
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error
      for (const [line, found] of error.problems) problems.set(line, [...found])
    }
  }
  return problems
}
