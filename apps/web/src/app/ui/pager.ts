import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatSelectModule } from '@angular/material/select'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Formats } from './formats'
import { type PageSize, pageSizes } from './list-url'
import { lastOffset, type Pagination } from './pagination'

/** Where the reader is in a list, and how it is walked through; an estimated total says "about". */
@Component({
  selector: 'ui-pager',
  imports: [MatButtonModule, MatIconModule, MatSelectModule, TranslocoDirective],
  template: `
    <nav *transloco="let t; prefix: 'pager'" [attr.aria-label]="t('label')">
      <span class="size">
        <span id="ui-pager-size">{{ t('per_page') }}</span>
        <mat-select
          aria-labelledby="ui-pager-size"
          [value]="rolls() ? 'all' : pagination().per_page"
          (selectionChange)="sizeChange.emit($event.value)"
        >
          @for (size of sizes; track size) {
            <mat-option [value]="size">{{ size }}</mat-option>
          }
          @if (rolls() !== undefined) {
            <mat-option value="all">{{ t('rolling') }}</mat-option>
          }
        </mat-select>
      </span>
      <span class="number" [attr.aria-live]="rolls() ? 'off' : 'polite'">{{ range() }}</span>
      @if (!rolls()) {
        <span class="steps">
          <button
            matIconButton
            type="button"
            [disabled]="page() <= 1"
            [attr.aria-label]="t('previous')"
            (click)="pageChange.emit(page() - 1)"
          >
            <mat-icon svgIcon="previous" />
          </button>
          <button
            matIconButton
            type="button"
            [disabled]="!hasNext()"
            [attr.aria-label]="t('next')"
            (click)="pageChange.emit(page() + 1)"
          >
            <mat-icon svgIcon="forward" />
          </button>
        </span>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      align-items: center;
      gap: var(--space-2) var(--space-4);
      font: var(--mat-sys-body-small);
      padding-block-start: var(--space-2);
    }
    :host(.rolling) {
      position: sticky;
      z-index: 2;
      inset-block-end: 0;
      display: block;
      background: var(--mat-sys-surface-container-lowest);
      border-block-start: 1px solid var(--mat-sys-outline-variant);
    }
    :host(.rolling) nav {
      padding-block: var(--space-2);
    }
    .size {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--mat-sys-on-surface-variant);
    }
    mat-select {
      inline-size: auto;
      min-inline-size: 64px;
      font: inherit;
      padding: 6px 8px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
    }
  `,
  host: { '[class.rolling]': 'rolls()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Pager {
  private readonly formats = inject(Formats)
  private readonly transloco = inject(TranslocoService)
  readonly pagination = input.required<Pagination>()
  /** Whether the list is scrolled through as a whole; undefined for lists that only have pages. */
  readonly rolls = input<boolean>()
  readonly pageChange = output<number>()
  readonly sizeChange = output<PageSize>()
  protected readonly sizes = pageSizes

  /** Null in a walk by cursor, which this part does not make. */
  protected readonly page = computed(() => this.pagination().page ?? 1)

  protected readonly hasNext = computed(() => {
    const { per_page, total } = this.pagination()
    const page = this.page()
    return page * per_page < Math.min(total, lastOffset)
  })

  protected readonly range = computed(() => {
    const { per_page, total, total_is_estimate } = this.pagination()
    const page = this.page()
    const [from, to] = [Math.min(total, (page - 1) * per_page + 1), Math.min(total, page * per_page)]
    return this.transloco.translate(total_is_estimate ? 'pager.range_about' : 'pager.range', {
      from: this.formats.number(from),
      to: this.formats.number(to),
      total: this.formats.number(total),
    })
  })
}
