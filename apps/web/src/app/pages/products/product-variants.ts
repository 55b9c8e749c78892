import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { Variant } from '../../data/products.data'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'
import { ProductPicture } from './product-picture'
import { ProductStock } from './product-stock'

/** The forms that a product is sold in. */
@Component({
  selector: 'app-product-variants',
  imports: [TranslocoDirective, Cell, DataTable, Money, ProductPicture, ProductStock],
  template: `
    <ng-container *transloco="let t; prefix: 'products'">
      @if (variants().length === 0) {
        <p class="muted">{{ t('no_variants') }}</p>
      } @else {
        <ui-data-table [caption]="t('variants')" [columns]="columns()" [rows]="variants()">
          <ng-template uiCell="variant" [uiCellOf]="variants()" let-variant>
            <span class="named">
              @if (variant.image_url) {
                <app-product-picture [url]="variant.image_url" [alt]="variant.name" />
              }
              <span>
                <bdi>{{ variant.name ?? t('only_variant') }}</bdi>
                <span class="sub">
                  @if (variant.sku) {
                    <bdi dir="ltr">{{ variant.sku }}</bdi>
                  }
                  @if (variant.barcode) {
                    <bdi dir="ltr">{{ variant.barcode }}</bdi>
                  }
                </span>
                @if (options(variant); as chosen) {
                  <bdi class="sub">{{ chosen }}</bdi>
                }
                @if (variant.countries?.length) {
                  <span class="sub">{{ t('sold_to', { countries: countries(variant) }) }}</span>
                }
              </span>
            </span>
          </ng-template>
          <ng-template uiCell="stock" [uiCellOf]="variants()" let-variant>
            <app-product-stock [pieces]="variant.stock_quantity" [low]="variant.is_low_stock" />
          </ng-template>
          <ng-template uiCell="price" [uiCellOf]="variants()" let-variant>
            <span>
              @if (variant.currency && variant.price !== null) {
                <ui-money [amount]="variant.price" [currency]="variant.currency" />
                @if (variant.compare_at_price !== null) {
                  <s class="sub"><ui-money [amount]="variant.compare_at_price" [currency]="variant.currency" /></s>
                }
              } @else {
                <span class="muted">–</span>
              }
            </span>
          </ng-template>
          <ng-template uiCell="cost" [uiCellOf]="variants()" let-variant>
            @if (variant.currency && variant.cost !== null) {
              <ui-money [amount]="variant.cost" [currency]="variant.currency" />
            } @else {
              <span class="muted">{{ t('unknown_cost') }}</span>
            }
          </ng-template>
        </ui-data-table>
      }
    </ng-container>
  `,
  styles: `
    .named {
      display: flex;
      align-items: center;
      gap: var(--space-3);
    }
    .sub {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-3);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
    s.sub {
      justify-content: end;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductVariants {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly formats = inject(Formats)
  readonly variants = input.required<readonly Variant[]>()
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    const label = (key: string) => this.transloco.translate(`products.column.${key}`)
    return [
      { key: 'variant', label: label('variant') },
      { key: 'stock', label: label('stock'), numeric: true },
      { key: 'price', label: label('price'), numeric: true },
      { key: 'cost', label: label('cost'), numeric: true },
    ]
  })

  /** What the name does not say already. */
  protected options({ options, name }: Variant): string {
    const said = options.filter(({ value }) => options.length > 1 || value !== name)
    return said.map((option) => `${option.name}: ${option.value}`).join(' · ')
  }

  protected countries({ countries }: Variant): string {
    return (countries ?? []).map((code) => this.formats.country(code)).join(', ')
  }
}
