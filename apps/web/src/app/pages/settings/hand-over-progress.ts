import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import { colleagueName } from '../../data/colleagues'
import { loaded } from '../../data/loaded'
import { Team } from '../../data/team.data'
import { Progress } from '../../ui/progress'
import type { Deactivation } from './deactivate-dialog'

const pollEvery = 1000

/** How many customers of somebody who was deactivated have changed hands; it goes on when nobody looks. */
@Component({
  selector: 'app-hand-over-progress',
  imports: [TranslocoDirective, Progress],
  template: `
    <section class="sheet" *transloco="let t; prefix: 'team'">
      @if (left() === 0) {
        <p role="status">{{ t('handed_over', { name: name() }) }}</p>
      } @else {
        <p>{{ t('handing_over', { name: name() }) }}</p>
        <ui-progress [label]="t('handing_over', { name: name() })" [done]="done()" [total]="deactivation().customers" />
      }
    </section>
  `,
  styles: `
    .sheet {
      display: grid;
      gap: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HandOverProgress {
  private readonly team = inject(Team)
  readonly deactivation = input.required<Deactivation>()
  private readonly count = loaded(
    () => this.deactivation().person.id,
    (id) => this.team.customersOf(id),
  )
  protected readonly left = computed(() => this.count.value())
  protected readonly done = computed(
    () => this.deactivation().customers - (this.left() ?? this.deactivation().customers),
  )
  protected readonly name = computed(() => colleagueName(this.deactivation().person))

  constructor() {
    effect((onCleanup) => {
      if (this.left() === 0 || this.count.loading() || this.count.failure()) return
      const timer = setTimeout(() => this.count.reload(), pollEvery)
      onCleanup(() => clearTimeout(timer))
    })
  }
}
