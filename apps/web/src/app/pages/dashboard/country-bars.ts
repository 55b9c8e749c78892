import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { type Params, RouterLink } from '@angular/router'
import type { CountryRow } from '../../data/analytics.data'
import { Country } from '../../ui/country'
import { Formats } from '../../ui/formats'

/** A short list of countries with a bar each, widest for the largest; a row leads to that country's orders. */
@Component({
  selector: 'app-country-bars',
  imports: [RouterLink, Country],
  template: `
    <ol>
      @for (bar of bars(); track bar.row.country_code) {
        <li>
          @if (bar.row.country_code; as code) {
            <a routerLink="/orders" [queryParams]="{ country_code: code, ...days() }"><ui-country [code]="code" /></a>
          } @else {
            <ui-country [code]="null" />
          }
          <bdi class="number">{{ bar.text }}</bdi>
          <span class="track"><span class="bar" [style.inline-size.%]="bar.share"></span></span>
        </li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: grid;
      gap: var(--space-3);
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) max-content;
      gap: 2px var(--space-3);
    }
    a {
      color: inherit;
      text-decoration: none;
    }
    a:hover {
      text-decoration: underline;
    }
    .track {
      grid-column: 1 / -1;
      block-size: 6px;
      border-radius: 3px;
      background: var(--mat-sys-surface-container);
    }
    .bar {
      display: block;
      block-size: 100%;
      min-inline-size: 2px;
      border-radius: 3px;
      background: var(--mat-sys-primary);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CountryBars {
  private readonly formats = inject(Formats)
  readonly rows = input.required<readonly CountryRow[]>()
  readonly currency = input.required<string>()
  /** Further filters of the orders that a country leads to. */
  readonly days = input<Params>({})
  protected readonly bars = computed(() => {
    const largest = Math.max(...this.rows().map((row) => Number(row.net_revenue)), 0)
    return this.rows().map((row) => ({
      row,
      text: this.formats.money(row.net_revenue, this.currency()),
      share: largest > 0 ? Math.max(0, (100 * Number(row.net_revenue)) / largest) : 0,
    }))
  })
}
