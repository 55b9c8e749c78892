import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatTooltipModule } from '@angular/material/tooltip'
import { Formats, READER_ZONE } from './formats'

/** A moment in the reader's zone; hovering tells the second and the zone. */
@Component({
  selector: 'ui-date-time',
  imports: [MatTooltipModule],
  template: `<time [attr.datetime]="at()" [matTooltip]="exact()">{{ text() }}</time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
    time {
      unicode-bidi: isolate;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DateTime {
  private readonly formats = inject(Formats)
  private readonly zone = inject(READER_ZONE)
  readonly at = input.required<string>()
  readonly show = input<'date' | 'minute'>('minute')
  protected readonly text = computed(() =>
    this.show() === 'date'
      ? this.formats.dateTime(this.at(), { dateStyle: 'medium' })
      : this.formats.dateTime(this.at()),
  )
  protected readonly exact = computed(
    () => `${this.formats.dateTime(this.at(), { dateStyle: 'full', timeStyle: 'medium' })} (${this.zone()})`,
  )
}
