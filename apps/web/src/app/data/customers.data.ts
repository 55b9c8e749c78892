import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import { map, type Observable } from 'rxjs'
import { asParams, type List, type One, type Query } from './envelopes'
import type { TimelineEntry } from './timeline'

export const customerStatuses = ['active', 'inactive', 'vip', 'blocked'] as const
export type CustomerStatus = (typeof customerStatuses)[number]

export interface CustomerIdentity {
  source: string
  external_id: string
}

export interface Tag {
  id: string
  name: string
  color?: string | null
}

export interface Customer {
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  phone: string | null
  company_name: string | null
  country_code: string | null
  region: string | null
  city: string | null
  postal_code: string | null
  timezone: string | null
  language: string | null
  currency: string | null
  status: CustomerStatus
  custom_fields: Record<string, unknown>
  lifetime_value: string
  lifetime_value_currency: string
  total_orders: number
  average_order_value: string | null
  first_order_date: string | null
  last_order_date: string | null
  assigned_to: string | null
  version: number
  created_at: string
  updated_at: string
  deleted_at: string | null
  identities?: CustomerIdentity[]
  tags?: Tag[]
}

export type CustomerInput = Partial<
  Pick<
    Customer,
    | 'first_name'
    | 'last_name'
    | 'email'
    | 'phone'
    | 'company_name'
    | 'country_code'
    | 'region'
    | 'city'
    | 'postal_code'
    | 'timezone'
    | 'language'
    | 'currency'
    | 'status'
    | 'assigned_to'
  >
>

@Injectable({ providedIn: 'root' })
export class Customers {
  private readonly http = inject(HttpClient)

  list(query: Query): Observable<List<Customer>> {
    return this.http.get<List<Customer>>('/api/v1/customers', { params: asParams(query) })
  }

  get(id: string): Observable<Customer> {
    return this.one(this.http.get<One<Customer>>(`/api/v1/customers/${id}`, { params: { include: 'tags' } }))
  }

  create(input: CustomerInput): Observable<Customer> {
    return this.one(this.http.post<One<Customer>>('/api/v1/customers', input))
  }

  update(id: string, version: number, input: CustomerInput): Observable<Customer> {
    const headers = { 'If-Match': `W/"${version}"` }
    return this.one(this.http.patch<One<Customer>>(`/api/v1/customers/${id}`, input, { headers }))
  }

  delete(id: string): Observable<unknown> {
    return this.http.delete(`/api/v1/customers/${id}`)
  }

  restore(id: string): Observable<Customer> {
    return this.one(this.http.post<One<Customer>>(`/api/v1/customers/${id}/restore`, {}))
  }

  timeline(id: string): Observable<TimelineEntry[]> {
    return this.http.get<List<TimelineEntry>>(`/api/v1/customers/${id}/timeline`).pipe(map(({ data }) => data))
  }

  private one(answer: Observable<One<Customer>>): Observable<Customer> {
    return answer.pipe(map(({ data }) => data))
  }
}

/** What a person is called on screen: name, else company, else e-mail. */
export function customerName(
  customer: Pick<Customer, 'first_name' | 'last_name' | 'company_name' | 'email'>,
): string | undefined {
  const name = [customer.first_name, customer.last_name].filter(Boolean).join(' ')
  return name || customer.company_name || customer.email || undefined
}
