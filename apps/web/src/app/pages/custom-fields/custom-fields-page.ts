import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { type CustomField, CustomFields, fieldLabel, type FieldOwner } from '../../data/custom-fields.data'
import type { Loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Confirm } from '../../ui/confirm'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Notices } from '../../ui/notices'
import { Skeleton } from '../../ui/skeleton'
import { EmptyState, ErrorState } from '../../ui/state-view'
import { FieldDialog, type FieldToEdit } from './field-dialog'

/** The workspace's own fields: made, edited, put into order, and taken away. */
@Component({
  selector: 'app-custom-fields',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective, EmptyState, ErrorState, Skeleton],
  templateUrl: './custom-fields-page.html',
  styleUrl: './custom-fields-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomFieldsPage {
  private readonly customFields = inject(CustomFields)
  private readonly dialog = inject(MatDialog)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly busy = signal(false)
  protected readonly owners = computed<{ key: FieldOwner; list: Loaded<CustomField[]> }[]>(() => [
    { key: 'customers', list: this.customFields.customers },
    { key: 'orders', list: this.customFields.orders },
  ])

  protected label(field: CustomField): string {
    return fieldLabel(field, this.language.current())
  }

  protected add(applies_to: FieldOwner) {
    return this.open({ applies_to })
  }

  protected edit(field: CustomField) {
    return this.open({ applies_to: field.applies_to, field })
  }

  protected move(field: CustomField, position: number) {
    return this.act(field.applies_to, () => firstValueFrom(this.customFields.change(field, { position })))
  }

  protected restore(field: CustomField) {
    return this.act(field.applies_to, () => firstValueFrom(this.customFields.change(field, { archived: false })))
  }

  /** A field with values is archived, and says how many there are; one without is gone. */
  protected async remove(field: CustomField) {
    const way = field.values > 0 ? 'archive' : 'delete'
    const name = this.label(field)
    const text = this.formats.counted(`custom_fields.rows_with_value`, field.values)
    const sure = await this.confirm.ask({
      heading: this.transloco.translate(`custom_fields.${way}_heading`, { name }),
      text: this.transloco.translate(`custom_fields.${way}_text`, { rows: text }),
      action: this.transloco.translate(`custom_fields.${way}`),
      danger: true,
    })
    if (sure) await this.act(field.applies_to, () => firstValueFrom(this.customFields.remove(field.id)))
  }

  private async open(data: FieldToEdit) {
    const dialog = this.dialog.open<FieldDialog, FieldToEdit, boolean>(FieldDialog, { data, width: 'min(560px, 94vw)' })
    if (await firstValueFrom(dialog.afterClosed())) this.customFields.of(data.applies_to).reload()
  }

  private async act(owner: FieldOwner, work: () => Promise<unknown>) {
    this.busy.set(true)
    try {
      await work()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
      this.customFields.of(owner).reload()
    }
  }
}
