import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input, signal } from '@angular/core'
import { TranslocoPipe } from '@jsverse/transloco'
import { isOfficeHour } from '@portolan/contracts'
import { Formats } from './formats'

const minute = 60_000

/** What time it is in a zone, and whether people are at work there; both go on while one looks. */
@Component({
  selector: 'ui-local-time',
  imports: [TranslocoPipe],
  template: `
    @if (time(); as text) {
      <time>{{ text }}</time>
      @if (isReachable()) {
        <span class="open">{{ 'local_time.reachable' | transloco }}</span>
      }
    }
    <bdi class="muted">{{ zone() }}</bdi>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
    }
    .open {
      padding: 2px 10px;
      border-radius: 999px;
      background: var(--good-container);
      color: var(--good);
      font: var(--mat-sys-label-medium);
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LocalTime {
  private readonly formats = inject(Formats)
  private readonly now = signal(Date.now())
  /** An IANA zone. */
  readonly zone = input.required<string>()
  protected readonly isReachable = computed(() => isOfficeHour(this.zone(), this.now()))
  protected readonly time = computed(() => {
    try {
      return this.formats.dateTime(new Date(this.now()).toISOString(), {
        timeZone: this.zone(),
        weekday: 'short',
        hour: 'numeric',
        minute: '2-digit',
      })
    } catch {
      // A zone that this browser does not know.
      return ''
    }
  })

  constructor() {
    const timer = setInterval(() => {
      this.now.set(Date.now())
    }, minute)
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer)
    })
  }
}
