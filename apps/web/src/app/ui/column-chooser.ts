import { A11yModule } from '@angular/cdk/a11y'
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay'
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import { Appearance, densities } from './appearance'
import { ColumnWidths } from './column-widths'
import type { Column } from './data-table'

/** Where the steps begin for a column that fitted itself. */
const usualWidth = 160

/** Which columns a table shows, in which order, and how tall its rows are. The first column always stays. */
@Component({
  selector: 'ui-column-chooser',
  imports: [
    A11yModule,
    CdkConnectedOverlay,
    CdkOverlayOrigin,
    MatButtonModule,
    MatCheckboxModule,
    MatIconModule,
    TranslocoDirective,
  ],
  templateUrl: './column-chooser.html',
  styleUrls: ['./filter-chip.scss', './column-chooser.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ColumnChooser {
  protected readonly appearance = inject(Appearance)
  readonly all = input.required<readonly Column[]>()
  readonly shown = input.required<readonly Column[]>()
  /** Keys in order; none for the standard columns. */
  readonly shownChange = output<readonly string[]>()
  private readonly widths = inject(ColumnWidths)
  /** The list whose columns they are. */
  readonly list = input.required<string>()
  protected readonly densities = densities
  protected readonly open = signal(false)
  protected readonly keys = computed(() => this.shown().map(({ key }) => key))
  /** Those that are shown in their order, then the others. */
  protected readonly offered = computed(() => [
    ...this.shown().slice(1),
    ...this.all()
      .slice(1)
      .filter(({ key }) => !this.keys().includes(key)),
  ])

  protected toggle({ key }: Column, on: boolean) {
    const keys = this.keys()
    this.shownChange.emit(on ? [...keys, key] : keys.filter((one) => one !== key))
  }

  /** By steps, for who does not draw with a pointer. */
  protected widen({ key }: Column, by: number) {
    this.widths.draw(this.list(), key, (this.widths.of(this.list())[key] ?? usualWidth) + by)
  }

  protected standard() {
    this.widths.forget(this.list())
    this.shownChange.emit([])
  }

  protected mayMove({ key }: Column, by: 1 | -1): boolean {
    const place = this.keys().indexOf(key)
    return place > 0 && place + by > 0 && place + by < this.keys().length
  }

  protected move({ key }: Column, by: 1 | -1) {
    const keys = [...this.keys()]
    const place = keys.indexOf(key)
    keys.splice(place, 1)
    keys.splice(place + by, 0, key)
    this.shownChange.emit(keys)
  }
}
