import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { asParams, type One, type Query, type Report, type ReportMeta } from './envelopes'

export interface Figures {
  gross_revenue: string
  refunded_amount: string
  net_revenue: string
  orders: number
  customers: number
}

export type KeyFigures = Figures & { new_customers: number; average_order_value: string | null }

export interface Dashboard {
  current: KeyFigures
  previous: KeyFigures | null
}

export type RevenueRow = Figures & { period: string; from: string; to: string }
export type CountryRow = Figures & { country_code: string | null; country_name: string | null }

export interface GrowthRow {
  country_code: string | null
  country_name: string | null
  period: string
  from: string
  new_customers: number
  cumulative_customers: number
}

export interface TopCustomer {
  id: string
  name: string | null
  email: string | null
  country_code: string | null
  lifetime_value: string
  lifetime_value_currency: string
  total_orders: number
}

export type DashboardReport = One<Dashboard> & { meta: ReportMeta }

@Injectable({ providedIn: 'root' })
export class Analytics {
  private readonly http = inject(HttpClient)

  dashboard(query: Query): Observable<DashboardReport> {
    return this.report('dashboard', query)
  }

  revenue(query: Query): Observable<Report<RevenueRow>> {
    return this.report('revenue', { interval: 'month', ...query })
  }

  countries(query: Query): Observable<Report<CountryRow>> {
    return this.report('revenue/country', query)
  }

  growth(query: Query): Observable<Report<GrowthRow>> {
    return this.report('customers/growth', { interval: 'month', ...query })
  }

  top(query: Query): Observable<Report<TopCustomer>> {
    return this.report('customers/top', query)
  }

  private report<Answer>(path: string, query: Query): Observable<Answer> {
    return this.http.get<Answer>(`/api/v1/analytics/${path}`, { params: asParams(query) })
  }
}
