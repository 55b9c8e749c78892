import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { analyticsCountries } from '../api/fn/analytics/analytics-countries'
import { analyticsDashboard } from '../api/fn/analytics/analytics-dashboard'
import { analyticsGrowth } from '../api/fn/analytics/analytics-growth'
import { analyticsProducts } from '../api/fn/analytics/analytics-products'
import { analyticsRevenue } from '../api/fn/analytics/analytics-revenue'
import { analyticsTop } from '../api/fn/analytics/analytics-top'
import type { CountryRowDto } from '../api/models/country-row-dto'
import type { FiguresDto } from '../api/models/figures-dto'
import type { GrowthRowDto } from '../api/models/growth-row-dto'
import type { ProductRowDto } from '../api/models/product-row-dto'
import type { ReportMetaDto } from '../api/models/report-meta-dto'
import type { RevenueRowDto } from '../api/models/revenue-row-dto'
import type { TopCustomerDto } from '../api/models/top-customer-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type Figures = FiguresDto
export type DashboardReport = AnswerOf<typeof analyticsDashboard>
export type RevenueRow = RevenueRowDto
export type CountryRow = CountryRowDto
export type GrowthRow = GrowthRowDto
export type TopCustomer = TopCustomerDto
export type ProductRow = ProductRowDto
export type ReportMeta = ReportMetaDto

@Injectable({ providedIn: 'root' })
export class Analytics {
  private readonly api = apiCalls()

  dashboard(query: Query): Observable<AnswerOf<typeof analyticsDashboard>> {
    return this.api.answer(analyticsDashboard, asParams({ compare: 'previous_period', ...query }))
  }

  revenue(query: Query): Observable<AnswerOf<typeof analyticsRevenue>> {
    return this.api.answer(analyticsRevenue, asParams({ interval: 'month', ...query }))
  }

  countries(query: Query): Observable<AnswerOf<typeof analyticsCountries>> {
    return this.api.answer(analyticsCountries, asParams(query))
  }

  growth(query: Query): Observable<AnswerOf<typeof analyticsGrowth>> {
    return this.api.answer(analyticsGrowth, asParams({ interval: 'month', ...query }))
  }

  top(query: Query): Observable<AnswerOf<typeof analyticsTop>> {
    return this.api.answer(analyticsTop, asParams(query))
  }

  products(query: Query): Observable<AnswerOf<typeof analyticsProducts>> {
    return this.api.answer(analyticsProducts, asParams(query))
  }
}
