import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import { TranslocoService } from '@jsverse/transloco'
import type { TopCustomer } from '../../data/analytics.data'
import { customerNames } from '../../data/customer-names'
import { Country } from '../../ui/country'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { Money } from '../../ui/money'

@Component({
  selector: 'app-top-customers',
  imports: [RouterLink, Cell, Country, DataTable, Money],
  template: `
    <ui-data-table [caption]="caption()" [columns]="columns()" [rows]="customers()" [busy]="busy()">
      <ng-template uiCell="name" [uiCellOf]="customers()" let-row>
        <a class="open" [routerLink]="['/customers', row.id]"
          ><bdi>{{ name(row) }}</bdi></a
        >
      </ng-template>
      <ng-template uiCell="country" [uiCellOf]="customers()" let-row
        ><ui-country [code]="row.country_code"
      /></ng-template>
      <ng-template uiCell="orders" [uiCellOf]="customers()" let-row>{{ formats.number(row.total_orders) }}</ng-template>
      <ng-template uiCell="value" [uiCellOf]="customers()" let-row>
        <ui-money [amount]="row.lifetime_value" [currency]="row.lifetime_value_currency" />
      </ng-template>
    </ui-data-table>
  `,
  styleUrl: '../../ui/list-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TopCustomers {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  readonly customers = input.required<readonly TopCustomer[]>()
  readonly busy = input(false)
  private readonly names = customerNames(() =>
    this.customers().flatMap(({ id, name, email }) => ((name ?? email) ? [] : id)),
  )
  protected readonly caption = computed(() => this.word('top_customers'))
  protected readonly columns = computed<Column[]>(() => [
    { key: 'name', label: this.word('customer') },
    { key: 'country', label: this.word('country') },
    { key: 'orders', label: this.word('orders'), numeric: true },
    { key: 'value', label: this.word('lifetime_value'), numeric: true },
  ])

  protected name(customer: TopCustomer): string {
    const name = customer.name ?? customer.email ?? this.names().get(customer.id)
    return name ?? this.transloco.translate('customers.nameless')
  }

  private word(key: string): string {
    this.language.current()
    return this.transloco.translate(`analytics.${key}`)
  }
}
