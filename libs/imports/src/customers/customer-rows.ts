// A row of a customers file becomes a command. Empty cells say nothing: what stands stays.
import { CreateCustomerDto, customerStatuses, type ImportCustomer } from '@portolan/customers'
import { problemsOfDto } from '@portolan/platform'
import type { CsvRow } from '../csv/csv-rows'
import { DocumentRefused, type RowProblem } from '../import.errors'
import { isSource, type ImportOptions } from '../import.options'
import { cellOf, type Columns } from '../mappings/columns'
import { countryNamed } from '../orders/country-names'
import type { OwnValues } from '../own-values'

const texts = [
  'email',
  'first_name',
  'last_name',
  'company_name',
  'phone',
  'region',
  'city',
  'postal_code',
  'address_line1',
  'address_line2',
  'timezone',
  'language',
] as const

const longestId = 255

export class CustomerRows {
  constructor(
    private readonly columns: Columns,
    private readonly options: Pick<ImportOptions, 'source'>,
    private readonly own: OwnValues,
  ) {}

  /** Throws DocumentRefused with what is wrong, field by field. */
  read(row: CsvRow): ImportCustomer {
    const problems: RowProblem[] = []
    const refuse = (field: string, reason: string) => problems.push({ field, reason })
    const dto = this.fields(row, refuse)
    for (const [field, [reason = '']] of Object.entries(problemsOfDto(dto)))
      refuse(field === 'country_code' ? 'country' : field.replace(/\.\d+$/, ''), reason)
    const account = this.account(row, refuse)
    if (problems.length) {
      const text = problems.map(({ field, reason }) => `${field} ${reason}`).join('; ')
      throw new DocumentRefused(new Map([[row.line, text]]), new Map([[row.line, problems]]))
    }
    const assigned_to_email = this.cell(row, 'assigned_to') || null
    return { account, fields: dto, assigned_to_email, tags: dto.tags ?? [] }
  }

  private fields(row: CsvRow, refuse: (field: string, reason: string) => void): CreateCustomerDto {
    const dto = new CreateCustomerDto()
    for (const name of texts) {
      const text = this.cell(row, name)
      if (text) dto[name] = text
    }
    const currency = this.cell(row, 'currency').toUpperCase()
    if (currency) dto.currency = currency
    const tags = this.cell(row, 'tags')
      .split(/[,;|]/)
      .map((tag) => tag.trim().replace(/\s+/g, ' '))
    if (tags.some(Boolean)) dto.tags = [...new Set(tags.filter(Boolean))]
    this.country(row, dto, refuse)
    this.status(row, dto, refuse)
    const own = this.own.read((field) => this.cell(row, field), refuse)
    if (Object.keys(own).length) dto.custom_fields = own
    return dto
  }

  private country(row: CsvRow, dto: CreateCustomerDto, refuse: (field: string, reason: string) => void): void {
    const text = this.cell(row, 'country')
    if (!text) return
    const code = countryNamed(text)
    if (code === null) refuse('country', 'must be a country such as Germany or DE')
    else dto.country_code = code
  }

  private status(row: CsvRow, dto: CreateCustomerDto, refuse: (field: string, reason: string) => void): void {
    const text = this.cell(row, 'status').toLowerCase()
    if (!text) return
    const status = customerStatuses.find((one) => one === text)
    if (status) dto.status = status
    else refuse('status', `must be one of ${customerStatuses.join(', ')}`)
  }

  private account(row: CsvRow, refuse: (field: string, reason: string) => void): ImportCustomer['account'] {
    const external_id = this.cell(row, 'external_id')
    if (!external_id) return null
    const source = this.cell(row, 'source') || this.options.source
    if (external_id.length > longestId) refuse('external_id', `has more than ${longestId} characters`)
    if (!isSource(source)) refuse('source', 'must have 1 to 64 small letters, digits, dots, dashes or underscores')
    return { source, external_id }
  }

  /** Half characters and NUL cannot be stored; spreadsheets can hold them. */
  private cell(row: CsvRow, field: string): string {
    return cellOf(row, this.columns, field).replace(/[\0\p{Cs}]/gu, '')
  }
}
