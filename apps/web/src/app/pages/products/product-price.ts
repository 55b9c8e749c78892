import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import type { Product } from '../../data/products.data'
import { Formats } from '../../ui/formats'

/** What a product costs in its shop: one price, or from the lowest to the highest of its variants. */
@Component({
  selector: 'app-product-price',
  template: `
    @for (price of prices(); track price) {
      <bdi class="number">{{ price }}</bdi>
    } @empty {
      <span class="muted">–</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      justify-content: end;
    }
    bdi {
      white-space: nowrap;
    }
    bdi + bdi::before {
      content: '\\2013';
      margin-inline: var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductPrice {
  private readonly formats = inject(Formats)
  readonly of = input.required<Pick<Product, 'currency' | 'lowest_price' | 'highest_price'>>()
  protected readonly prices = computed(() => {
    const { currency, lowest_price: lowest, highest_price: highest } = this.of()
    if (!currency || lowest === null) return []
    const both = highest === null || highest === lowest ? [lowest] : [lowest, highest]
    return both.map((price) => this.formats.money(price, currency))
  })
}
