import { ChangeDetectionStrategy, Component, effect, inject, input, output, signal, untracked } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { type Happened, Realtime } from '../data/realtime'
import { Formats } from './formats'

/** "3 new: show", over the list and without moving it. Gone once the list is asked anew. */
@Component({
  selector: 'ui-news',
  imports: [MatButtonModule, MatIconModule],
  template: `
    <div class="news" role="status">
      @if (unseen().size > 0) {
        <button matButton="filled" type="button" (click)="look()">
          <mat-icon svgIcon="arrow_up" />{{ formats.counted('news.show', unseen().size) }}
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      position: sticky;
      z-index: 3;
      inset-block-start: var(--space-2);
      display: block;
      block-size: 0;
    }
    .news {
      position: absolute;
      inset-inline: 0;
      inset-block-start: var(--space-2);
      display: grid;
      justify-items: center;
      pointer-events: none;
    }
    button {
      pointer-events: auto;
      box-shadow: var(--mat-sys-level3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class News {
  private readonly realtime = inject(Realtime)
  protected readonly formats = inject(Formats)
  readonly topic = input.required<Happened['topic']>()
  /** The event that makes a row, as in `customer.created`. */
  readonly event = input.required<string>()
  /** The rows that the list shows already. */
  readonly rows = input.required<readonly { readonly id: string }[]>()
  readonly show = output()
  protected readonly unseen = signal<ReadonlySet<string>>(new Set())

  constructor() {
    effect((onCleanup) => {
      const subscription = this.realtime.on(this.topic(), this.event()).subscribe(({ ids }) => {
        this.unseen.update((known) => new Set([...known, ...ids]))
      })
      onCleanup(() => subscription.unsubscribe())
    })
    // What the list has loaded since is not new any more.
    effect(() => {
      const shown = new Set(this.rows().map(({ id }) => id))
      untracked(() => this.unseen.update((known) => new Set([...known].filter((id) => !shown.has(id)))))
    })
  }

  protected look() {
    this.unseen.set(new Set())
    this.show.emit()
  }
}
