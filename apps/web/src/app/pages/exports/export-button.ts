import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import type { ExportKind } from '../../data/exports.data'
import type { Query } from '../../data/query'
import { Session } from '../../data/session'
import type { Pagination } from '../../ui/pagination'
import { ExportDialog, type ExportQuestion } from './export-dialog'

/** Takes out what a list shows; not there for those who may not. */
@Component({
  selector: 'app-export-button',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective],
  template: `
    @if (session.can(kind() === 'customers' ? 'customers.export' : 'orders.export')) {
      <button *transloco="let t; prefix: 'export'" matButton="tonal" type="button" (click)="ask()">
        <mat-icon svgIcon="download" />{{ t('action') }}
      </button>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExportButton {
  private readonly dialog = inject(MatDialog)
  protected readonly session = inject(Session)
  readonly kind = input.required<ExportKind>()
  /** The list's address. */
  readonly query = input.required<Query>()
  readonly narrowed = input.required<boolean>()
  readonly pagination = input<Pagination>()

  protected ask() {
    const pagination = this.pagination()
    const question: ExportQuestion = {
      kind: this.kind(),
      query: this.query(),
      narrowed: this.narrowed(),
      ...(pagination && { pagination }),
    }
    this.dialog.open(ExportDialog, { data: question, width: '560px', maxWidth: '94vw' })
  }
}
