import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { addressLines } from '@portolan/contracts'
import type { AddressDto } from '../../api/models/address-dto'
import { Formats } from '../../ui/formats'

/** A postal address, line by line as its country writes it. */
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
      justify-items: start;
      font-style: normal;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AddressLines {
  private readonly formats = inject(Formats)
  readonly address = input.required<AddressDto>()
  protected readonly lines = computed(() => {
    const { name, company, line1, line2, country_code, phone, ...place } = this.address()
    return [
      name,
      company,
      ...addressLines({ ...place, address_line1: line1, address_line2: line2 }, country_code),
      country_code ? this.formats.country(country_code) : '',
      phone,
    ].filter(Boolean)
  })
}
