import { ChangeDetectionStrategy, Component, computed, effect, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { MatProgressSpinnerModule } from '@angular/material/progress-spinner'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { RunningWork, type Work } from '../../data/running-work'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { Progress } from '../../ui/progress'
import { StatusChip } from '../../ui/status-chip'

/** Imports and exports that run, wherever somebody goes meanwhile. There is nothing to see while nothing runs. */
@Component({
  selector: 'app-tray',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatMenuModule,
    MatProgressSpinnerModule,
    RouterLink,
    TranslocoDirective,
    Progress,
    StatusChip,
  ],
  templateUrl: './tray.html',
  styleUrl: './tray.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Tray {
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  protected readonly formats = inject(Formats)
  protected readonly work = inject(RunningWork)
  protected readonly over = computed(() => this.work.list().some(({ over }) => over))
  private told = new Set<string>()

  constructor() {
    this.work.ask()
    effect(() => {
      for (const one of this.work.list()) if (one.over) this.tell(one)
    })
  }

  protected label(work: Work): string {
    return this.transloco.translate(`tray.${work.kind}`, { name: this.nameOf(work) })
  }

  private tell(work: Work) {
    if (this.told.has(work.id)) return
    this.told.add(work.id)
    const status = this.transloco.translate(`status.${work.status}`)
    this.notices.tell(this.transloco.translate('tray.ended', { what: this.label(work), status }))
  }

  private nameOf({ kind, name }: Work): string {
    return kind === 'export' ? this.transloco.translate(`exports.kind.${name}`) : name
  }
}
