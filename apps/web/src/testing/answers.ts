// Answers as the API gives them; a test states only what it is about.
import type { Customer } from '../app/data/customers.data'
import type { ExportRun } from '../app/data/exports.data'
import type { ImportRun } from '../app/data/imports.data'
import type { Order } from '../app/data/orders.data'
import type { Product } from '../app/data/products.data'
import type { ReportMeta, TopCustomer } from '../app/data/analytics.data'
import type { Pagination } from '../app/ui/pagination'

export const requestId = '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7'
export const meta = { timestamp: '2026-11-21T06:00:00.000Z', request_id: requestId }

export const one = <Value>(data: Value) => ({ data, meta })

export function list<Row>(data: Row[], pagination: Partial<Pagination> = {}) {
  const total = pagination.total ?? data.length
  const page = { page: 1, per_page: 25, total, total_pages: Math.ceil(total / 25), total_is_estimate: false }
  return { data, meta: { ...meta, pagination: { ...page, ...pagination } }, links: {} }
}

export const report = <Data>(data: Data, changes: Partial<ReportMeta> = {}) => ({
  data,
  meta: {
    ...meta,
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    from: '2026-01-01',
    to: '2026-03-31',
    buyers: 'all',
    scope: 'tenant',
    complete_to: '2026-04-01T08:30:00.000Z',
    orders_without_rate: 0,
    refunds_without_rate: 0,
    ...changes,
  },
})

export const refusal = (reason: string, message: string, details: Record<string, string[]> = {}) => ({
  error: { code: 'VALIDATION_ERROR', reason, message, details },
  meta,
})

export function aCustomer(changes: Partial<Customer> = {}): Customer {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-000000000010',
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    phone: '+442079460000',
    phone_e164: '+442079460000',
    company_name: null,
    country_code: 'GB',
    region: null,
    city: 'London',
    postal_code: 'SW1Y 4JH',
    address_line1: null,
    address_line2: null,
    timezone: 'Europe/London',
    language: 'en',
    currency: 'GBP',
    status: 'vip',
    custom_fields: {},
    lifetime_value: '1289.50',
    lifetime_value_currency: 'EUR',
    total_orders: 12,
    average_order_value: '107.46',
    first_order_date: '2025-02-03T10:00:00.000Z',
    last_order_date: '2026-11-10T10:00:00.000Z',
    assigned_to: null,
    assigned_to_name: null,
    orders_without_rate: 0,
    version: 3,
    created_at: '2025-02-01T08:00:00.000Z',
    updated_at: '2026-10-01T08:00:00.000Z',
    deleted_at: null,
    identities: [],
    tags: [],
    ...changes,
  }
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-100000000010',
    order_number: 'P-1041',
    source: 'manual',
    external_id: null,
    channel: null,
    customer_id: '019a9f1e-7c1b-7e54-9d0f-000000000010',
    customer_name: 'Ada Lovelace',
    assigned_to: null,
    status: 'pending',
    next_statuses: ['processing', 'cancelled'],
    payment_status: 'paid',
    next_payment_statuses: ['pending', 'partially_paid', 'failed'],
    payment_method: null,
    payment_reference: null,
    paid_at: null,
    placed_at: '2026-11-20T10:12:00.000Z',
    day: '2026-11-20',
    currency: 'USD',
    subtotal_amount: '125.00',
    discount_amount: '0.00',
    tax_amount: '0.00',
    shipping_amount: '4.90',
    total_amount: '129.90',
    refunded_amount: '0.00',
    presentment_currency: null,
    presentment_discount_amount: null,
    presentment_tax_amount: null,
    presentment_shipping_amount: null,
    presentment_total_amount: null,
    total_amount_usd: '129.90',
    total_amount_tenant: '120.32',
    tenant_currency: 'EUR',
    fx_rate: '1',
    fx_rate_date: '2026-11-19',
    fx_state: 'frozen',
    country_code: 'GB',
    shipping_country: null,
    shipping_address: null,
    billing_address: null,
    shipping_method: null,
    carrier: null,
    tracking_number: null,
    shipped_at: null,
    delivered_at: null,
    customer_note: null,
    internal_note: null,
    tags: [],
    custom_fields: {},
    external_updated_at: null,
    editable_fields: ['items', 'shipping_address', 'internal_note', 'tags'],
    shop_fields: [],
    version: 1,
    created_at: '2026-11-20T10:12:00.000Z',
    updated_at: '2026-11-20T10:12:00.000Z',
    deleted_at: null,
    items: [],
    refunds: [],
    shipments: [],
    ...changes,
  }
}

export function anImport(changes: Partial<ImportRun> = {}): ImportRun {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-200000000010',
    status: 'running',
    filename: 'retail.csv.gz',
    mapping: 'uci-online-retail',
    kind: 'orders',
    options: {
      currency: 'GBP',
      timezone: 'Europe/London',
      source: 'online-retail',
      delimiter: ',',
      encoding: 'utf-8',
      header: true,
      dates: null,
      decimal_mark: '.',
      sheet: null,
      dry_run: false,
      on_duplicate: 'update',
    },
    created_by: null,
    total_rows: 1000,
    processed_rows: 250,
    created: 20,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    error: null,
    undo: null,
    retry_of: null,
    started_at: '2026-11-21T06:00:00.000Z',
    finished_at: null,
    created_at: '2026-11-21T06:00:00.000Z',
    ...changes,
  }
}

export const figures = (gross: string, orders: number) => ({
  gross_revenue: gross,
  refunded_amount: '10.00',
  net_revenue: gross,
  orders,
  customers: orders,
})

export function aTopCustomer(changes: Partial<TopCustomer> = {}): TopCustomer {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-000000000010',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    country_code: 'GB',
    lifetime_value: '4210.00',
    lifetime_value_currency: 'EUR',
    total_orders: 17,
    ...figures('4210.00', 17),
    ...changes,
  }
}

export function anExport(changes: Partial<ExportRun> = {}): ExportRun {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-000000000077',
    kind: 'customers',
    format: 'csv',
    status: 'completed',
    query: {},
    columns: ['id'],
    total_rows: 2104,
    processed_rows: 2104,
    left_out: 0,
    error: null,
    file_bytes: 1_240_000,
    created_by: null,
    created_at: '2026-11-20T08:00:00.000Z',
    started_at: '2026-11-20T08:00:01.000Z',
    finished_at: '2026-11-20T08:00:04.000Z',
    expires_at: '2026-11-27T08:00:04.000Z',
    ...changes,
  }
}

export function aProduct(changes: Partial<Product> = {}): Product {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-200000000010',
    source: 'shopify:019a9f1e-7c1b-7e54-9d0f-300000000010',
    external_id: '632910392',
    name: 'Stoneware teapot',
    description: 'Holds a litre.\nGrey.',
    translations: { de: { name: 'Teekanne', description: null } },
    status: 'active',
    brand: 'Harbour Ceramics',
    category: 'Teapots',
    categories: ['Teapots', 'Gifts'],
    product_type: null,
    tags: [],
    url: 'https://harbour.example.com/products/teapot',
    image_url: null,
    images: [],
    sku: 'POT-04',
    currency: 'EUR',
    lowest_price: '58.00',
    highest_price: '64.00',
    stock_quantity: 3,
    is_low_stock: true,
    variants_total: 1,
    external_updated_at: '2026-11-02T10:00:00.000Z',
    created_at: '2026-11-02T10:00:00.000Z',
    updated_at: '2026-11-02T10:00:00.000Z',
    deleted_at: null,
    ...changes,
  }
}
