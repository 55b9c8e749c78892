import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import type { Address } from '../../data/orders.data'
import { Formats } from '../../ui/formats'

/** A postal address as shops send it: free fields, shown line by line in their usual order, others after them. */
@Component({
  selector: 'app-address-lines',
  template: `
    <address>
      @for (line of lines(); track $index) {
        <bdi>{{ line }}</bdi>
      }
    </address>
  `,
  styles: `
    address {
      display: grid;
      font-style: normal;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AddressLines {
  private readonly formats = inject(Formats)
  readonly address = input.required<Address>()
  protected readonly lines = computed(() => {
    const { first_name, last_name, city, region, postal_code, country_code, ...rest } = this.address()
    const joined = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' ')
    return [
      joined(first_name, last_name),
      ...Object.values(rest).map((part) => (typeof part === 'string' ? part : '')),
      joined(postal_code, city, region),
      country_code ? this.formats.country(country_code) : '',
    ].filter(Boolean)
  })
}
