import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import type { OrderCustomerDto } from '../../api/models/order-customer-dto'
import { Copyable } from '../../ui/copyable'
import { Country } from '../../ui/country'
import { Formats } from '../../ui/formats'
import { LocalTime } from '../../ui/local-time'

/** Who bought: how she is reached, what time it is for her, and what she speaks and pays in. */
@Component({
  selector: 'app-order-customer',
  imports: [RouterLink, TranslocoDirective, Copyable, Country, LocalTime],
  template: `
    <ng-container *transloco="let t; prefix: 'customer'">
      @let person = customer();
      <p>
        <a [routerLink]="['/customers', person.id]"
          ><bdi>{{ name() }}</bdi></a
        >
      </p>
      <dl class="facts">
        @if (person.company_name && person.company_name !== name()) {
          <dt>{{ t('company_name') }}</dt>
          <dd>
            <bdi>{{ person.company_name }}</bdi>
          </dd>
        }
        @if (person.email) {
          <dt>{{ t('email') }}</dt>
          <dd><ui-copyable [text]="person.email" [label]="t('email')" /></dd>
        }
        @if (person.phone) {
          <dt>{{ t('phone') }}</dt>
          <dd><ui-copyable [text]="person.phone" [label]="t('phone')" /></dd>
        }
        @if (person.country_code) {
          <dt>{{ t('country_code') }}</dt>
          <dd><ui-country [code]="person.country_code" /></dd>
        }
        <dt>{{ t('timezone') }}</dt>
        <dd><ui-local-time [zone]="person.timezone" /></dd>
        <dt>{{ t('language') }}</dt>
        <dd>{{ formats.languageName(person.language) }}</dd>
        <dt>{{ t('currency') }}</dt>
        <dd>{{ formats.currencyName(person.currency) }}</dd>
      </dl>
    </ng-container>
  `,
  styles: `
    p {
      margin-block-end: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderCustomer {
  protected readonly formats = inject(Formats)
  readonly customer = input.required<OrderCustomerDto>()
  readonly name = input.required<string>()
}
