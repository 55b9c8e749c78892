import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay'
import { A11yModule } from '@angular/cdk/a11y'
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'
import { MatListModule, type MatSelectionListChange } from '@angular/material/list'
import { TranslocoDirective } from '@jsverse/transloco'

/** So many choices are there at once, and so many more whenever somebody comes to their end: countries are 250. */
const atOnce = 25

export interface Choice {
  value: string
  label: string
}

/** One filter of a list: says what it narrows to, opens its choices, and lets itself be taken off. */
@Component({
  selector: 'ui-filter-chip',
  imports: [A11yModule, CdkConnectedOverlay, CdkOverlayOrigin, MatIconModule, MatListModule, TranslocoDirective],
  templateUrl: './filter-chip.html',
  styleUrl: './filter-chip.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FilterChip {
  readonly label = input.required<string>()
  readonly choices = input.required<readonly Choice[]>()
  readonly selected = input.required<readonly string[]>()
  readonly selectedChange = output<readonly string[]>()

  protected readonly open = signal(false)
  protected readonly typed = signal('')
  protected readonly searchable = computed(() => this.choices().length > 10)
  private readonly reached = signal(atOnce)
  private readonly found = computed(() => {
    const words = this.typed().trim().toLocaleLowerCase()
    return this.choices().filter(
      ({ label, value }) => label.toLocaleLowerCase().includes(words) || value.toLocaleLowerCase() === words,
    )
  })
  protected readonly shown = computed(() => this.found().slice(0, this.reached()))
  protected readonly summary = computed(() => {
    const names = this.selected().map(
      (value) => this.choices().find((choice) => choice.value === value)?.label ?? value,
    )
    return names.length > 3 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ')
  })

  protected toggle({ options }: MatSelectionListChange) {
    // Only what changed is touched: values that the search hides stay chosen.
    const selected = new Set(this.selected())
    for (const { selected: on, value } of options as { selected: boolean; value: string }[]) {
      if (on) selected.add(value)
      else selected.delete(value)
    }
    this.selectedChange.emit([...selected])
  }

  protected goOn({ currentTarget }: Event) {
    const { scrollTop, clientHeight, scrollHeight } = currentTarget as HTMLElement
    if (scrollTop + clientHeight > scrollHeight - clientHeight) this.reached.update((count) => count + atOnce)
  }

  protected close() {
    this.open.set(false)
    this.typed.set('')
    this.reached.set(atOnce)
  }
}
