import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay'
import { A11yModule } from '@angular/cdk/a11y'
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'

export interface Choice {
  value: string
  label: string
}

/** One filter of a list: says what it narrows to, opens its choices, and lets itself be taken off. */
@Component({
  selector: 'ui-filter-chip',
  imports: [A11yModule, CdkConnectedOverlay, CdkOverlayOrigin, MatCheckboxModule, MatIconModule, TranslocoDirective],
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
  protected readonly shown = computed(() => {
    const words = this.typed().trim().toLocaleLowerCase()
    return this.choices().filter(
      ({ label, value }) => label.toLocaleLowerCase().includes(words) || value.toLocaleLowerCase() === words,
    )
  })
  protected readonly summary = computed(() => {
    const names = this.selected().map(
      (value) => this.choices().find((choice) => choice.value === value)?.label ?? value,
    )
    return names.length > 3 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ')
  })

  protected toggle(value: string) {
    const selected = this.selected()
    this.selectedChange.emit(
      selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value],
    )
  }

  protected close() {
    this.open.set(false)
    this.typed.set('')
  }
}
