import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import { loaded } from '../../data/loaded'
import { TimelineEntries } from '../../data/timeline.data'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { Timeline } from '../../ui/timeline'

/** What happened lately, whoever it happened to. */
@Component({
  selector: 'app-recent-activity',
  imports: [TranslocoDirective, ErrorState, Skeleton, Timeline],
  template: `
    <ng-container *transloco="let t; prefix: 'dashboard'">
      @if (recent.failure(); as failure) {
        <ui-error [failure]="failure" (retry)="recent.reload()" />
      } @else if (recent.value(); as answer) {
        @if (answer.data.length === 0) {
          <p class="muted">{{ t('no_activity') }}</p>
        } @else {
          <ui-timeline subjects [entries]="answer.data" />
        }
      } @else {
        <ui-skeleton [lines]="8" />
      }
    </ng-container>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RecentActivity {
  private readonly timeline = inject(TimelineEntries)
  protected readonly recent = loaded(
    () => ({ per_page: 8 }),
    (query) => this.timeline.list(query),
  )
}
