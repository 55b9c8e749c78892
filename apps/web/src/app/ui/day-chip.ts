import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import type { ListUrl } from './list-url'
import { ValueChip, type Wanted } from './value-chip'

/** The parameters of a list that a day chip reads and writes. */
export function dayFilters(field: string): readonly string[] {
  return [field, `${field}[gte]`, `${field}[lte]`]
}

/** A filter of a list by days of the workspace's zone: one of them, or from and to. */
@Component({
  selector: 'ui-day-chip',
  imports: [ValueChip],
  template: `<ui-value-chip kind="date" [label]="label()" [wanted]="wanted()" (wantedChange)="want($event)" />`,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DayChip {
  readonly label = input.required<string>()
  /** The API's name of the filter. */
  readonly field = input.required<string>()
  readonly url = input.required<ListUrl>()
  protected readonly wanted = computed<Wanted>(() => {
    const [equal = '', from = '', to = ''] = dayFilters(this.field()).map((name) => this.url().values(name).join(','))
    return { equal, from, to }
  })

  protected want({ equal, from, to }: Wanted) {
    const texts = [equal, from, to].map((text) => text || null)
    this.url().narrow(Object.fromEntries(dayFilters(this.field()).map((name, index) => [name, texts[index] ?? null])))
  }
}
