// The rows of a CSV file, one after the other and each with the line it starts on. Rows are arrays: no name from a file
// ever becomes a key of an object.
import { parse, type CsvError, type Options, type Parser } from 'csv-parse'
import { pipeline, Readable } from 'node:stream'
import { FileRefused } from '../import.errors'
import { DecodedLines } from './decoded-lines'
import type { Encoding } from './encodings'
import { longestLine, TextLines } from './text-lines'
import { unpacked, type SourceFile, type UnpackLimits } from './unpacked'

export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
  /** What is wrong with the row before anybody reads its cells. */
  readonly error?: string | null
  /** Spreadsheets leave out the empty cells at the end of a row. */
  readonly isSparse?: true
}

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const mostColumns = 1000

export class CsvRows {
  /** Where the last row that was taken starts; 0 before the first. */
  line = 0
  /** Where the parser's last whole record ended: it reads ahead of who takes rows. */
  private parsedTo = 0
  private readonly parser: Parser
  private readonly records: AsyncIterator<CsvRow>

  private constructor(file: SourceFile, delimiter: Delimiter, limits: UnpackLimits | undefined, encoding: Encoding) {
    const options: Options<CsvRow, string[]> = {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: longestLine,
      on_record: (cells, { lines }) => this.rowOf(cells, lines),
    }
    // The types know rows of another shape only together with `columns`.
    this.parser = parse(options as unknown as Options)
    // Errors of any part come out of `next`.
    pipeline(
      Readable.from(unpacked(file, limits)),
      encoding === 'utf-8' ? new TextLines() : new DecodedLines(encoding),
      this.parser,
      () => undefined,
    )
    this.records = (this.parser as AsyncIterable<CsvRow>)[Symbol.asyncIterator]()
  }

  static open(file: SourceFile, delimiter: Delimiter, limits?: UnpackLimits, encoding: Encoding = 'utf-8'): CsvRows {
    return new CsvRows(file, delimiter, limits, encoding)
  }

  /** The next row that is not blank, or null at the end. Throws FileRefused. */
  async next(): Promise<CsvRow | null> {
    try {
      const step = await this.records.next()
      if (step.done) return null
      this.line = step.value.line
      return step.value
    } catch (error) {
      throw this.meaningOf(error)
    }
  }

  /** The first row, as names of columns. Throws FileRefused. */
  async header(): Promise<string[]> {
    const first = await this.next()
    if (!first) throw new FileRefused('empty', 0, 'The file is empty')
    if (first.cells.length > mostColumns) {
      throw new FileRefused(
        'too_many_columns',
        first.line,
        `has ${first.cells.length} columns; at most ${mostColumns} are read`,
      )
    }
    return first.cells.map((cell) => cell.trim())
  }

  close(): void {
    this.parser.destroy()
  }

  /** Null drops a row of nothing but delimiters. */
  private rowOf(cells: string[], lastLine: number): CsvRow | null {
    this.parsedTo = lastLine
    return cells.every((cell) => cell.trim() === '') ? null : { line: lastLine - endsIn(cells), cells }
  }

  private meaningOf(error: unknown): unknown {
    const { code } = error as Partial<CsvError>
    const start = this.parsedTo + 1
    switch (code) {
      case 'CSV_QUOTE_NOT_CLOSED':
        return new FileRefused('quote_open', start, 'opens a quote that is never closed')
      case 'CSV_MAX_RECORD_SIZE':
        return new FileRefused('quote_open', start, 'opens a quote that is not closed within 1 MB')
      case 'CSV_INVALID_CLOSING_QUOTE':
        return new FileRefused('quote_open', start, 'has a quote that is closed in the middle of a cell, or not at all')
      case 'INVALID_OPENING_QUOTE':
        return new FileRefused(
          'quote_open',
          start,
          'has a quote inside a cell that is not quoted; double it and quote the cell',
        )
      default:
        return error
    }
  }
}

function endsIn(record: readonly string[]): number {
  let ends = 0
  for (const cell of record) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) ends++
  return ends
}
