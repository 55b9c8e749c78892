import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { type BulkFailure, type BulkJob, BulkJobs, type FollowedJob, isOver } from '../../data/bulk.data'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { Progress } from '../../ui/progress'

type Count = 'changed' | 'unchanged' | 'failed'

/** How far bulk jobs are, at the foot of every page, and what became of them. */
@Component({
  selector: 'app-bulk-progress',
  imports: [MatButtonModule, MatIconModule, RouterLink, TranslocoDirective, TranslocoPipe, Progress],
  templateUrl: './bulk-progress.html',
  styleUrl: './bulk-progress.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BulkProgress {
  private readonly notices = inject(Notices)
  protected readonly jobs = inject(BulkJobs)
  protected readonly formats = inject(Formats)
  /** Failures that somebody asked to see, by job. */
  protected readonly failures = signal<Readonly<Record<string, BulkFailure[]>>>({})

  protected over(job: BulkJob): boolean {
    return isOver(job)
  }

  protected count(job: BulkJob, name: Count): number {
    return Number(job.result?.[name] ?? 0)
  }

  protected outcome(job: BulkJob): string {
    const said = (['changed', 'unchanged', 'failed'] as const).filter(
      (name) => name === 'changed' || this.count(job, name) > 0,
    )
    return said.map((name) => this.formats.counted(`bulk.result.${name}`, this.count(job, name))).join(' · ')
  }

  protected showFailures({ id }: FollowedJob) {
    return this.act(async () => {
      const failures = await firstValueFrom(this.jobs.failures(id))
      this.failures.update((shown) => ({ ...shown, [id]: failures }))
    })
  }

  protected retry(job: FollowedJob) {
    return this.act(() => this.jobs.retry(job))
  }

  protected undo({ id }: FollowedJob) {
    return this.act(() => this.jobs.undo(id))
  }

  protected cancel({ id }: FollowedJob) {
    return this.act(() => this.jobs.cancel(id))
  }

  private async act(work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
