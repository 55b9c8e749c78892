import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Jobs, type Queue } from '../../../data/jobs.data'
import { Session } from '../../../data/session'
import { Confirm } from '../../../ui/confirm'
import { Cell, type Column, DataTable } from '../../../ui/data-table'
import { DateTime } from '../../../ui/date-time'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { Notices } from '../../../ui/notices'
import { StatusChip } from '../../../ui/status-chip'

const numbers = ['due', 'running', 'later', 'waiting', 'dead', 'done_last_hour'] as const

/** How much waits in each queue, for how long, and whether it moves. */
@Component({
  selector: 'app-queue-table',
  imports: [MatButtonModule, TranslocoDirective, Cell, DataTable, DateTime, StatusChip],
  template: `
    <ui-data-table *transloco="let t; prefix: 'jobs'" [caption]="t('queues')" [columns]="columns()" [rows]="queues()">
      <ng-template uiCell="queue" [uiCellOf]="queues()" let-queue>{{ t('queue.' + queue.name) }}</ng-template>
      @for (key of numbers; track key) {
        <ng-template [uiCell]="key" [uiCellOf]="queues()" let-queue>
          <span [class.muted]="queue[key] === 0">{{ formats.number(queue[key]) }}</span>
        </ng-template>
      }
      <ng-template uiCell="lag" [uiCellOf]="queues()" let-queue>
        {{ queue.lag_seconds === null ? '–' : t('seconds', { count: formats.number(queue.lag_seconds) }) }}
      </ng-template>
      <ng-template uiCell="moves" [uiCellOf]="queues()" let-queue>
        @if (queue.paused_for_all) {
          <span>{{ t('paused_for_all') }}</span>
        } @else if (queue.paused_at) {
          <span
            ><ui-status value="paused" /><span class="sub"><ui-date-time [at]="queue.paused_at" /></span
          ></span>
        } @else {
          <ui-status value="active" />
        }
      </ng-template>
      <ng-template uiCell="act" [uiCellOf]="queues()" let-queue>
        <button matButton type="button" [disabled]="busy()" (click)="turn(queue)">
          {{ queue.paused_at ? t('resume') : t('pause') }}
        </button>
      </ng-template>
    </ui-data-table>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class QueueTable {
  private readonly jobs = inject(Jobs)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly confirm = inject(Confirm)
  private readonly notices = inject(Notices)
  private readonly session = inject(Session)
  protected readonly formats = inject(Formats)
  protected readonly numbers = numbers
  protected readonly busy = signal(false)
  readonly queues = input.required<readonly Queue[]>()
  readonly changed = output()

  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const keys = [
      'queue',
      'due',
      'lag',
      ...numbers.slice(1),
      'moves',
      ...(this.session.can('jobs.pause') ? ['act'] : []),
    ]
    const numeric = [...numbers, 'lag'] as readonly string[]
    return keys.map((key) => ({
      key,
      label: this.transloco.translate<string>(`jobs.column.${key}`),
      ...(numeric.includes(key) && { numeric: true as const }),
    }))
  })

  protected async turn({ name, paused_at }: Queue) {
    const queue = this.transloco.translate<string>(`jobs.queue.${name}`)
    const question = {
      heading: this.transloco.translate<string>('jobs.pause_heading', { queue }),
      text: this.transloco.translate<string>('jobs.pause_text'),
      action: this.transloco.translate<string>('jobs.pause'),
    }
    if (!paused_at && !(await this.confirm.ask(question))) return
    this.busy.set(true)
    try {
      await firstValueFrom(paused_at ? this.jobs.resume(name) : this.jobs.pause(name))
      this.changed.emit()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
