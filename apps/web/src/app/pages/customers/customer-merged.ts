import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import type { MergedCustomerDto } from '../../api/models/merged-customer-dto'
import { Customers } from '../../data/customers.data'
import { Session } from '../../data/session'
import { Confirm } from '../../ui/confirm'
import { DateTime } from '../../ui/date-time'
import { Notices } from '../../ui/notices'

/** Who was merged into a customer, each with a way back. */
@Component({
  selector: 'app-customer-merged',
  imports: [MatButtonModule, TranslocoDirective, DateTime],
  template: `
    <ul *transloco="let t; prefix: 'merge'">
      @for (one of merged(); track one.id) {
        <li>
          <span>
            <bdi>{{ one.name ?? t('somebody') }}</bdi>
            <span class="muted"><ui-date-time [at]="one.merged_at" /> {{ one.merged_by_name }}</span>
          </span>
          @if (session.can('customers.merge')) {
            <button matButton type="button" [disabled]="busy()" (click)="undo(one)">{{ t('undo') }}</button>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerMerged {
  private readonly customers = inject(Customers)
  private readonly transloco = inject(TranslocoService)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  protected readonly session = inject(Session)
  readonly merged = input.required<readonly MergedCustomerDto[]>()
  /** A merge was undone. */
  readonly changed = output()
  protected readonly busy = signal(false)

  protected async undo({ id, name }: MergedCustomerDto) {
    const called = name ?? this.transloco.translate<string>('merge.somebody')
    const t = (key: string) => this.transloco.translate<string>(`merge.${key}`, { name: called })
    const sure = await this.confirm.ask({ heading: t('undo_heading'), text: t('undo_text'), action: t('undo') })
    if (!sure) return
    this.busy.set(true)
    try {
      await firstValueFrom(this.customers.unmerge(id))
      this.notices.tell(t('undone'))
      this.changed.emit()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
