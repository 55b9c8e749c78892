import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { CustomFields, fieldLabel, fieldPrefix } from '../../data/custom-fields.data'
import { type ImportRun, Imports, type KeptRow } from '../../data/imports.data'
import { loaded } from '../../data/loaded'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Pager } from '../../ui/pager'
import { Progress } from '../../ui/progress'
import { ErrorState } from '../../ui/state-view'

/** Where the text of a field is; of all others under what exports call it. Some are several columns of one thing. */
const texts: Readonly<Record<string, string>> = {
  assigned_to: 'export.column.assigned_to_name',
  customer_id: 'export.column.customer_name',
  shipping_country: 'export.column.shipping_address',
  gross_amount: 'export.column.total_amount',
  items: 'order.items',
  has_sale: 'order.items',
  payment_reference: 'import_draft.fields.payment_reference',
  external_updated_at: 'import_draft.fields.external_updated_at',
  amount: 'refund.amount',
  reason: 'refund.reason',
  refund_number: 'import.kept_field.refund_number',
  refunded_at: 'import.kept_field.refunded_at',
  deleted_at: 'import.kept_field.deleted_at',
}

/** How far the undo of an import is, what it came to, and what it left as it is. */
@Component({
  selector: 'app-import-undo',
  imports: [RouterLink, TranslocoDirective, Cell, DataTable, ErrorState, Pager, Progress],
  templateUrl: './import-undo.html',
  styleUrl: './import-undo.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportUndo {
  private readonly imports = inject(Imports)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly customFields = inject(CustomFields)
  protected readonly formats = inject(Formats)
  readonly run = input.required<ImportRun>()
  protected readonly page = signal(1)
  private readonly wanted = computed(() => {
    const { id, undo } = this.run()
    return undo?.kept && undo.status === 'completed' ? { id, page: this.page() } : undefined
  })
  protected readonly kept = loaded(this.wanted, ({ id, page }) => this.imports.kept(id, page))
  protected readonly rows = computed<readonly KeptRow[]>(() => this.kept.value()?.data ?? [])
  protected readonly done = computed(() => {
    const { restored = 0, removed = 0, kept = 0 } = this.run().undo ?? {}
    return restored + removed + kept
  })
  protected readonly counts = computed(() => {
    const { restored = 0, removed = 0, kept = 0 } = this.run().undo ?? {}
    const number = (value: number) => this.formats.number(value)
    return { restored: number(restored), removed: number(removed), kept: number(kept) }
  })
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`import.kept_columns.${key}`)
    return [
      { key: 'what', label: label('what') },
      { key: 'line', label: label('line'), numeric: true },
      { key: 'reason', label: label('reason') },
      { key: 'fields', label: label('fields') },
    ]
  })

  protected fieldNames({ fields }: KeptRow): string {
    const language = this.language.current()
    return [...new Set(fields.map((field) => this.fieldName(field, language)))].join(', ') || '–'
  }

  private fieldName(field: string, language: string): string {
    if (!field.startsWith(fieldPrefix)) return this.transloco.translate(texts[field] ?? `export.column.${field}`)
    const key = field.slice(fieldPrefix.length)
    const own = this.customFields
      .of(this.run().kind)
      .value()
      ?.find((one) => one.key === key)
    return own ? fieldLabel(own, language) : key
  }

  protected link({ subject, subject_id }: KeptRow): string[] | null {
    return subject === 'customer' || subject === 'order' ? [`/${subject}s`, subject_id] : null
  }
}
