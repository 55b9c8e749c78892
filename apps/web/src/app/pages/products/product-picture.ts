import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core'
import { MatIconModule } from '@angular/material/icon'

/** A product's picture from its shop, or a drawing where there is none or it cannot be had. */
@Component({
  selector: 'app-product-picture',
  imports: [MatIconModule],
  template: `
    @if (shown(); as address) {
      <img
        [src]="address"
        [alt]="alt() ?? ''"
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        (error)="broken.set(true)"
      />
    } @else {
      <mat-icon svgIcon="products" aria-hidden="true" />
    }
  `,
  styles: `
    :host {
      display: grid;
      flex: none;
      place-items: center;
      overflow: hidden;
      inline-size: var(--picture, 40px);
      block-size: var(--picture, 40px);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
      background: var(--mat-sys-surface-container);
      color: var(--mat-sys-on-surface-variant);
    }
    img {
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
    mat-icon {
      inline-size: 45%;
      block-size: 45%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProductPicture {
  readonly url = input.required<string | null>()
  readonly alt = input<string | null>(null)
  protected readonly broken = linkedSignal({ source: this.url, computation: () => false })
  protected readonly shown = computed(() => (this.broken() ? null : this.url()))
}
