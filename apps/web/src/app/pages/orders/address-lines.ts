import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import type { AddressDto } from '../../api/models/address-dto'
import { Formats } from '../../ui/formats'

/** A postal address, line by line. */
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
  readonly address = input.required<AddressDto>()
  protected readonly lines = computed(() => {
    const { name, company, line1, line2, city, region, postal_code, country_code, phone } = this.address()
    return [
      name,
      company,
      line1,
      line2,
      [postal_code, city, region].filter(Boolean).join(' '),
      country_code ? this.formats.country(country_code) : '',
      phone,
    ].filter(Boolean)
  })
}
