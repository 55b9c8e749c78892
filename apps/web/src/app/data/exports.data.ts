import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { customerExportRequest } from '../api/fn/exports/customer-export-request'
import { exportsCancel } from '../api/fn/exports/exports-cancel'
import { exportsLink } from '../api/fn/exports/exports-link'
import { exportsList } from '../api/fn/exports/exports-list'
import { exportsOne } from '../api/fn/exports/exports-one'
import { exportsRemove } from '../api/fn/exports/exports-remove'
import { orderExportRequest } from '../api/fn/exports/order-export-request'
import type { ExportDto } from '../api/models/export-dto'
import type { ExportLinkDto } from '../api/models/export-link-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type ExportRun = ExportDto
export type ExportKind = ExportDto['kind']

export interface Columns {
  /** Chosen when nobody says otherwise. */
  readonly usual: readonly string[]
  readonly more: readonly string[]
}

/** What a file may have, in the order of its columns. `tags` of customers are nested rows to the API. */
export const exportColumns: Record<ExportKind, Columns> = {
  customers: {
    usual: [
      ...['first_name', 'last_name', 'company_name', 'email', 'phone', 'country_code', 'city', 'status', 'tags'],
      ...['total_orders', 'lifetime_value', 'lifetime_value_currency', 'last_order_date', 'created_at'],
    ],
    more: [
      ...['id', 'region', 'postal_code', 'address_line1', 'address_line2', 'timezone', 'language', 'currency'],
      ...['assigned_to_name', 'average_order_value', 'first_order_date', 'custom_fields', 'updated_at'],
    ],
  },
  orders: {
    usual: [
      ...['order_number', 'placed_at', 'status', 'payment_status', 'customer_name', 'currency', 'total_amount'],
      ...['refunded_amount', 'country_code', 'shipping_address'],
    ],
    more: [
      ...['id', 'source', 'external_id', 'channel', 'payment_method', 'paid_at', 'subtotal_amount', 'discount_amount'],
      ...['tax_amount', 'shipping_amount', 'total_amount_usd', 'total_amount_tenant', 'tenant_currency'],
      ...['presentment_currency', 'presentment_total_amount'],
      ...['billing_address', 'shipping_method', 'carrier', 'tracking_number', 'shipped_at', 'delivered_at'],
      ...['customer_note', 'internal_note', 'tags', 'created_at', 'updated_at'],
    ],
  },
}

@Injectable({ providedIn: 'root' })
export class Exports {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof exportsList>> {
    return this.api.answer(exportsList, asParams(query))
  }

  /** Takes out what a list with this address shows. */
  start(kind: ExportKind, list: Query, format: ExportRun['format'], columns: readonly string[]): Observable<ExportRun> {
    const { page: _page, per_page: _perPage, ...query } = list
    const nested = kind === 'customers' && columns.includes('tags') ? ['tags'] : []
    const fields = columns.filter((column) => !nested.includes(column))
    // A file with nothing but tags still needs to say whose they are.
    const params = { ...asParams<object>(query), format, fields: fields.length ? fields : ['id'], include: nested }
    const { include, ...plain } = params
    const wanted = include.length ? params : plain
    return kind === 'customers'
      ? this.api.data(customerExportRequest, wanted as Parameters<typeof customerExportRequest>[2])
      : this.api.data(orderExportRequest, wanted as Parameters<typeof orderExportRequest>[2])
  }

  get(id: string): Observable<ExportRun> {
    return this.api.data(exportsOne, { id })
  }

  cancel(id: string): Observable<ExportRun> {
    return this.api.data(exportsCancel, { id })
  }

  delete(id: string): Observable<void> {
    return this.api.answer(exportsRemove, { id })
  }

  /** An address that the browser fetches by itself. */
  link(id: string): Observable<ExportLinkDto> {
    return this.api.data(exportsLink, { id })
  }
}

export function isBeingWritten({ status }: Pick<ExportRun, 'status'>): boolean {
  return status === 'queued' || status === 'running'
}
