import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatDialog } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import type { Query } from '../../data/query'
import { Formats } from '../../ui/formats'
import type { RowSelection } from '../../ui/row-selection'
import { BulkDialog, type BulkChoice } from './bulk-dialog'

const actions = ['tag', 'untag', 'assign', 'status'] as const satisfies BulkChoice['action'][]
/** What says where somebody stands in a list, and not what it finds. */
const places = ['sort', 'page', 'per_page', 'include', 'deleted']

/** What can be done with the customers that are chosen, and how many they are. */
@Component({
  selector: 'app-bulk-bar',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective],
  template: `
    <div class="bar" role="toolbar" [attr.aria-label]="t('actions')" *transloco="let t; prefix: 'bulk'">
      <span class="count" role="status">{{ formats.counted('bulk.chosen', count()) }}</span>
      @if (offersEverything()) {
        <button matButton type="button" (click)="selection().chooseEverything()">
          {{ formats.counted('bulk.choose_all', total()) }}
        </button>
      }
      <span class="space"></span>
      @for (action of actions; track action) {
        <button matButton="tonal" type="button" (click)="open(action)">{{ t('do.' + action) }}</button>
      }
      <button matIconButton type="button" [attr.aria-label]="t('clear')" (click)="selection().clear()">
        <mat-icon svgIcon="close" />
      </button>
    </div>
  `,
  styles: `
    .bar {
      position: sticky;
      inset-block-end: var(--space-3);
      z-index: 3;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--radius);
      background: var(--mat-sys-surface-container-high);
      box-shadow: var(--mat-sys-level2);
    }
    .count {
      font-weight: 650;
    }
    .space {
      flex: 1;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BulkBar {
  private readonly dialog = inject(MatDialog)
  protected readonly formats = inject(Formats)
  readonly selection = input.required<RowSelection>()
  /** What the list finds: how many, and by which query. */
  readonly total = input.required<number>()
  readonly query = input.required<Query>()
  /** Whether the total is exact, so that it can be confirmed. */
  readonly exact = input.required<boolean>()
  protected readonly actions = actions
  protected readonly count = computed(() => this.selection().count(this.total()))
  protected readonly offersEverything = computed(
    () => this.exact() && !this.selection().everything() && this.count() < this.total(),
  )

  protected async open(action: BulkChoice['action']) {
    const data: BulkChoice = { action, count: this.count(), ...this.chosen() }
    const dialog = this.dialog.open<BulkDialog, BulkChoice, boolean>(BulkDialog, { data, width: 'min(480px, 94vw)' })
    if (await firstValueFrom(dialog.afterClosed())) this.selection().clear()
  }

  private chosen(): Pick<BulkChoice, 'ids' | 'filter'> {
    if (!this.selection().everything()) return { ids: this.selection().ids() }
    const filters = Object.entries(this.query()).filter(([name, value]) => !places.includes(name) && value !== '')
    return { filter: Object.fromEntries(filters.map(([name, value]) => [name, String(value)])) }
  }
}
