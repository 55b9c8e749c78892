import { inject, Injectable } from '@angular/core'
import { MatDialog } from '@angular/material/dialog'
import { Router } from '@angular/router'
import { TranslocoService } from '@jsverse/transloco'
import type { Permission } from '@portolan/contracts'
import { map, type Observable } from 'rxjs'
import { customerName, Customers, type Customer } from '../../data/customers.data'
import { Orders, type Order } from '../../data/orders.data'
import { type Product, Products } from '../../data/products.data'
import { Session } from '../../data/session'
import { Appearance } from '../../ui/appearance'
import type { IconName } from '../../ui/icons'
import { places } from '../places'
import { openKeySheet } from './open-key-sheet'

/** One line of the palette. */
export interface Command {
  readonly id: string
  readonly icon: IconName
  readonly label: string
  readonly hint?: string
  run(): void
}

interface Action {
  readonly key: string
  readonly icon: IconName
  readonly permission?: Permission
  run(): void
}

const found = 5

/** What the palette offers: places to go, things to do, and the records that a search finds. */
@Injectable({ providedIn: 'root' })
export class Commands {
  private readonly router = inject(Router)
  private readonly session = inject(Session)
  private readonly transloco = inject(TranslocoService)
  private readonly appearance = inject(Appearance)
  private readonly dialog = inject(MatDialog)
  private readonly customers = inject(Customers)
  private readonly orders = inject(Orders)
  private readonly products = inject(Products)

  private readonly actions: readonly Action[] = [
    { key: 'add_customer', icon: 'add', permission: 'customers.create', run: () => this.open('/customers/new') },
    { key: 'import', icon: 'upload', permission: 'orders.import', run: () => this.open('/imports/new') },
    { key: 'theme_light', icon: 'contrast', run: () => this.appearance.scheme.set('light') },
    { key: 'theme_dark', icon: 'contrast', run: () => this.appearance.scheme.set('dark') },
    { key: 'theme_system', icon: 'contrast', run: () => this.appearance.scheme.set('system') },
    { key: 'compact', icon: 'density', run: () => this.appearance.density.set('compact') },
    { key: 'comfortable', icon: 'density', run: () => this.appearance.density.set('comfortable') },
    { key: 'keys', icon: 'keyboard', run: () => void openKeySheet(this.dialog) },
    { key: 'sign_out', icon: 'sign_out', run: () => void this.session.signOut().catch(() => undefined) },
  ]

  places(text: string): Command[] {
    return places
      .filter(({ permission }) => this.session.can(permission))
      .map(({ key, icon, link, letter }) => ({
        id: `go-${key}`,
        icon,
        label: this.transloco.translate(`shell.${key}`),
        hint: `g ${letter}`,
        run: () => this.open(link),
      }))
      .filter(({ label }) => holds(label, text))
  }

  acts(text: string): Command[] {
    return this.actions
      .filter(({ permission }) => !permission || this.session.can(permission))
      .map((action) => ({
        id: `act-${action.key}`,
        icon: action.icon,
        label: this.transloco.translate(`palette.act.${action.key}`),
        run: () => action.run(),
      }))
      .filter(({ label }) => holds(label, text))
  }

  findCustomers(text: string): Observable<Command[]> {
    const query = { q: text, per_page: found, sort: '-updated_at' }
    return this.customers.list(query).pipe(map(({ data }) => data.map((customer) => this.ofCustomer(customer))))
  }

  findOrders(text: string): Observable<Command[]> {
    const query = { q: text, per_page: found, sort: '-placed_at' }
    return this.orders.list(query).pipe(map(({ data }) => data.map((order) => this.ofOrder(order))))
  }

  findProducts(text: string): Observable<Command[]> {
    const query = { q: text, per_page: found, sort: 'name' }
    return this.products.list(query).pipe(map(({ data }) => data.map((product) => this.ofProduct(product))))
  }

  private ofCustomer(customer: Customer): Command {
    return {
      id: customer.id,
      icon: 'user',
      label: customerName(customer) ?? this.transloco.translate('customers.nameless'),
      hint: customer.email ?? customer.country_code ?? '',
      run: () => this.open(`/customers/${customer.id}`),
    }
  }

  private ofOrder(order: Order): Command {
    return {
      id: order.id,
      icon: 'orders',
      label: order.order_number,
      hint: order.customer_name ?? '',
      run: () => this.open(`/orders/${order.id}`),
    }
  }

  private ofProduct({ id, name, sku, brand }: Product): Command {
    return { id, icon: 'products', label: name, hint: sku ?? brand ?? '', run: () => this.open(`/products/${id}`) }
  }

  private open(link: string) {
    void this.router.navigateByUrl(link)
  }
}

/** Every word of `text` begins a word of `label`, in any order. */
function holds(label: string, text: string): boolean {
  const words = label.toLocaleLowerCase().split(/\s+/)
  const wanted = text.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return wanted.every((start) => words.some((word) => word.startsWith(start)))
}
