import { Controller, Get, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { Can, type Json } from '@portolan/platform'
import { ApiReport } from './report.openapi'
import {
  ComparedQueryDto,
  GrowthQueryDto,
  ProductsQueryDto,
  RevenueQueryDto,
  TopCustomersQueryDto,
} from './report-query.dto'
import { CountryRowDto, DashboardDto, GrowthRowDto, ProductRowDto, RevenueRowDto, TopCustomerDto } from './report.dto'
import { ReportsService } from './reports.service'

@ApiTags('analytics')
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly reports: ReportsService) {}

  /** Key figures of a range, also by the currencies that were paid, and of the range they are compared with. */
  @Get('dashboard')
  @Can('analytics.read')
  @ApiReport(DashboardDto, 'one')
  dashboard(@Query() query: ComparedQueryDto): Promise<Json> {
    return this.reports.dashboard(query)
  }

  /** Revenue by day, week, month or year, without gaps. */
  @Get('revenue')
  @Can('analytics.read')
  @ApiReport(RevenueRowDto, 'many')
  revenue(@Query() query: RevenueQueryDto): Promise<Json> {
    return this.reports.revenue(query)
  }

  /** Revenue by country of the order, highest first; unknown countries have a row of their own. */
  @Get('revenue/country')
  @Can('analytics.read')
  @ApiReport(CountryRowDto, 'many')
  countries(@Query() query: ComparedQueryDto): Promise<Json> {
    return this.reports.countries(query)
  }

  /** Customers won, by their country and by period, new and cumulative. */
  @Get('customers/growth')
  @Can('analytics.read')
  @ApiReport(GrowthRowDto, 'many')
  growth(@Query() query: GrowthQueryDto): Promise<Json> {
    return this.reports.growth(query)
  }

  /** The greatest customers by net revenue or number of orders: of their whole life, or of a range. */
  @Get('customers/top')
  @Can('analytics.read')
  @ApiReport(TopCustomerDto, 'many')
  top(@Query() query: TopCustomersQueryDto): Promise<Json> {
    return this.reports.topCustomers(query)
  }

  /** What was sold of each product, and what it earned where its cost is known; greatest net revenue first. */
  @Get('products')
  @Can('analytics.read')
  @ApiReport(ProductRowDto, 'many')
  products(@Query() query: ProductsQueryDto): Promise<Json> {
    return this.reports.products(query)
  }
}
