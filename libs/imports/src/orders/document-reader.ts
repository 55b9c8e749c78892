// Reads the cells of one document and remembers, line by line, what cannot be read: all of it is told at once.
import { MoneyFormatError, parseDecimal, parseMoney } from '@portolan/contracts'
import { maskCardNumbers } from '@portolan/platform'
import type { CsvRow } from '../csv/csv-rows'
import { plainNumber, type DecimalMark } from '../csv/numbers'
import { DocumentRefused, type RowProblem } from '../import.errors'
import { cellOf, type Columns } from '../mappings/columns'
import { isOwnField, type OwnField } from '../mappings/own-fields'
import { isOrderField, type OrderField } from './order-fields'

const largestQuantity = 2_147_483_647

type Field = OrderField | OwnField

export class DocumentReader {
  private readonly problems = new Map<number, RowProblem[]>()

  constructor(
    readonly rows: readonly CsvRow[],
    private readonly columns: Columns,
    private readonly mark: DecimalMark | null = '.',
  ) {}

  get first(): CsvRow {
    const [row] = this.rows
    if (!row) throw new Error('a document has rows')
    return row
  }

  has(field: Field): boolean {
    return this.columns.has(field)
  }

  cell(row: CsvRow, field: Field): string {
    return cellOf(row, this.columns, field)
  }

  /** The first row that has a value, which counts for the whole document. */
  stated(field: Field): { row: CsvRow; text: string } | null {
    if (!this.has(field)) return null
    for (const row of this.rows) {
      const text = this.cell(row, field)
      if (text) return { row, text }
    }
    return null
  }

  /** A text of the whole document, or null. Card numbers are masked. */
  text(field: Field, longest: number): string | null {
    const found = this.stated(field)
    return found && this.limited(found.row, field, found.text, longest)
  }

  /** A text of one row, or null. */
  rowText(row: CsvRow, field: Field, longest: number): string | null {
    const text = this.cell(row, field)
    return text ? this.limited(row, field, text, longest) : null
  }

  /** One of a closed set, or null when the file says nothing. */
  oneOf<Value extends string>(field: Field, values: readonly Value[]): Value | null {
    const found = this.stated(field)
    if (!found) return null
    const value = values.find((one) => one === found.text.toLowerCase())
    if (value === undefined) this.refuse(found.row, `${field} must be one of ${values.join(', ')}`)
    return value ?? null
  }

  /** Minor units of the currency, or undefined when the file says nothing. */
  money(field: Field, currency: string): bigint | undefined {
    const found = this.stated(field)
    if (!found) return undefined
    try {
      return parseMoney(this.number(found.text), currency)
    } catch (error) {
      if (!(error instanceof MoneyFormatError)) throw error
      this.refuse(found.row, `${field} must be an amount in ${currency} such as 129.90`)
      return undefined
    }
  }

  /** The pieces of a row: a whole number that is not zero. */
  quantity(row: CsvRow): number {
    const match = /^([+-]?\d{1,10})(?:\.0+)?$/.exec(this.number(this.cell(row, 'quantity')))
    const quantity = Number(match?.[1])
    if (match && quantity !== 0 && Math.abs(quantity) <= largestQuantity) return quantity
    this.refuse(row, 'quantity must be a whole number other than 0')
    return 1
  }

  /** The unit price of a row as an exact decimal string. */
  unitPrice(row: CsvRow): string {
    const text = this.number(this.cell(row, 'unit_price'))
    try {
      parseDecimal(text)
      return text.replace(/^\+/, '')
    } catch (error) {
      if (!(error instanceof MoneyFormatError)) throw error
      this.refuse(row, 'unit_price must be a decimal number such as 129.90')
      return '0'
    }
  }

  /** Reasons begin with the field that they are about; `field` names it where they do not. */
  refuse(row: CsvRow, reason: string, field: Field | null = fieldIn(reason)): void {
    this.problems.set(row.line, [...(this.problems.get(row.line) ?? []), { field, reason }])
  }

  /** Throws DocumentRefused when something could not be read. */
  finish(): void {
    if (!this.problems.size) return
    const reasons = new Map([...this.problems].map(([line, [first]]) => [line, first?.reason ?? '']))
    throw new DocumentRefused(reasons, this.problems)
  }

  /** As a plain decimal; a number that may be read in two ways stays as it is, and is refused. */
  private number(text: string): string {
    return this.mark === null ? text : plainNumber(text, this.mark)
  }

  private limited(row: CsvRow, field: Field, text: string, longest: number): string {
    if (text.length > longest) this.refuse(row, `${field} has more than ${longest} characters`)
    return maskCardNumbers(text)
  }
}

function fieldIn(reason: string): Field | null {
  const [first = ''] = reason.split(' ')
  return isOrderField(first) || isOwnField(first) ? first : null
}
