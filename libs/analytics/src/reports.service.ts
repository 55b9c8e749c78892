import { Injectable } from '@nestjs/common'
import { LRUCache } from 'lru-cache'
import { context, Database, invalid, Json, say, type Statement } from '@portolan/platform'
import { countryNames } from './country-names'
import { comparedRange, periodsIn, type Comparison, type Interval } from './report-periods'
import type {
  ComparedQueryDto,
  GrowthQueryDto,
  ProductsQueryDto,
  ReportQueryDto,
  RevenueQueryDto,
  TopCustomersQueryDto,
} from './report-query.dto'
import type { CountryRowDto, FiguresDto, RevenueRowDto } from './report.dto'
import { productsStatement } from './products.statement'
import { rollupServes, type Asked } from './report.ground'
import {
  countriesStatement,
  growthStatement,
  keyFiguresStatement,
  revenueStatement,
  topCustomersStatement,
  type ReportRow,
} from './report.queries'

/** More rows than anybody reads; fifty years of days. */
const mostPeriods = 20_000

/** Characters of answers that are kept. */
const mostKept = 32 * 1024 * 1024
/** Published rates come once a day and move no stamp. */
const keptForMs = 60_000

/** What a report was asked for, and how things stand as it is asked. */
interface Question extends Asked {
  /** Whatever was written before is in the report. */
  readonly completeTo: string
  readonly stamp: string
}

const standing = `
  select z.default_currency as currency, z.timezone, (now() at time zone coalesce($1, z.timezone))::date::text as today,
         iso_time(now()) as now, (select iso_time(min(marked_at)) from dirty_days where tenant_id = z.id) as marked_at,
         concat((select number from rollups where tenant_id = z.id), ' ',
                (select sum(xmin::text::bigint) from customer_counts where tenant_id = z.id)) as stamp,
         case when $2 then least(
           (select min(day) from orders_v1 where tenant_id = z.id),
           (select min(day) from refunds_v1 where tenant_id = z.id),
           (select min(least(first_order_date, created_at) at time zone coalesce($1, z.timezone))::date
              from customers_v1 where tenant_id = z.id))::text end as first_day
    from tenants z where z.id = current_tenant()`

interface Standing {
  readonly currency: string
  readonly timezone: string
  readonly today: string
  readonly first_day: string | null
  readonly now: string
  readonly marked_at: string | null
  /**
   * Another text whenever the rollup was recomputed, or a customer has come or gone: then some row of customer_counts is
   * one of a younger transaction.
   */
  readonly stamp: string
}

/** The reports of docs/metrics.md. An agent's cover what is assigned to her, and say so. */
@Injectable()
export class ReportsService {
  private readonly running = new Map<string, Promise<object>>()
  private readonly kept = new LRUCache<string, object>({
    maxSize: mostKept,
    sizeCalculation: (rows, key) => key.length + JSON.stringify(rows).length,
    ttl: keptForMs,
  })

  constructor(private readonly db: Database) {}

  async dashboard(query: ComparedQueryDto): Promise<Json> {
    const asked = await this.ask(query)
    const [current, previous] = await this.compare<ReportRow & { by_currency: string }>(
      asked,
      query.compare,
      keyFiguresStatement,
    )
    const text = `{"current":${current.data},"previous":${previous?.data ?? 'null'},"by_currency":${current.by_currency}}`
    return report(text, current, asked)
  }

  async revenue({ interval = 'month', compare, ...query }: RevenueQueryDto): Promise<Json> {
    const asked = await this.ask(query, interval)
    const [current, previous] = await this.compare<ReportRow>(asked, compare, (each) =>
      revenueStatement(each, interval),
    )
    if (!previous) return report(current.data, current, asked)
    const earlier = rowsOf<RevenueRowDto>(previous)
    const rows = rowsOf<RevenueRowDto>(current).map((row, place) => ({ ...row, previous: figuresOf(earlier[place]) }))
    return report(JSON.stringify(rows), current, asked)
  }

  async countries({ compare, ...query }: ComparedQueryDto): Promise<Json> {
    const asked = await this.ask(query)
    const names = countryNames(context().language)
    const [current, previous] = await this.compare<ReportRow>(asked, compare, (each) => countriesStatement(each, names))
    if (!previous) return report(current.data, current, asked)
    const earlier = new Map(rowsOf<CountryRowDto>(previous).map((row) => [row.country_code, row]))
    const rows = rowsOf<CountryRowDto>(current).map((row) => ({
      ...row,
      previous: figuresOf(earlier.get(row.country_code)),
    }))
    return report(JSON.stringify(rows), current, asked)
  }

  async growth({ interval = 'month', ...query }: GrowthQueryDto): Promise<Json> {
    const asked = await this.ask(query, interval)
    const [row] = await this.read<ReportRow>([growthStatement(asked, interval, countryNames(context().language))])
    return report(row.data, row, asked)
  }

  async topCustomers({ by = 'lifetime_value', limit = 10, ...query }: TopCustomersQueryDto): Promise<Json> {
    const asked = await this.ask(query)
    const wholeLife = query.from === undefined && query.to === undefined
    const [row] = await this.read<ReportRow>([topCustomersStatement(asked, { by, limit, wholeLife })])
    return report(row.data, row, asked)
  }

  async products({ product_id, limit, ...query }: ProductsQueryDto): Promise<Json> {
    const asked = await this.ask(query)
    const ids = product_id?.split(',')
    const [row] = await this.read<ReportRow>([productsStatement(asked, { ids, limit })])
    return report(row.data, row, asked)
  }

  /** Fills in what was left out. Throws invalid() for a range that is none or has too many periods. */
  private async ask(query: ReportQueryDto, interval: Interval = 'year'): Promise<Question> {
    const [tenant] = await this.db.read<Standing>(standing, [query.timezone ?? null, query.from === undefined], {
      prepare: true,
    })
    if (!tenant) throw new Error('reports are about a tenant')
    const to = query.to ?? tenant.today
    const first = tenant.first_day ?? to
    const range = { from: query.from ?? (first < to ? first : to), to }
    if (range.from > range.to) throw invalid({ from: [say('report.from_after_to', { to })] })
    if (periodsIn(range, interval) > mostPeriods)
      throw invalid({ interval: [say('report.periods', { max: mostPeriods })] })
    const timezone = query.timezone ?? tenant.timezone
    const asked: Asked = {
      range,
      timezone,
      currency: query.currency ?? tenant.currency,
      buyers: query.buyers ?? 'all',
      scope: context().role === 'agent' ? 'assigned' : 'tenant',
      ownZone: timezone === tenant.timezone,
    }
    return { ...asked, stamp: tenant.stamp, completeTo: (rollupServes(asked) && tenant.marked_at) || tenant.now }
  }

  /** The report, and the same of the earlier range when it is compared. */
  private compare<Row>(
    asked: Question,
    comparison: Comparison = 'none',
    statement: (asked: Asked) => Statement,
  ): Promise<[Row, Row?]> {
    const earlier = comparedRange(asked.range, comparison)
    const ranges = earlier ? [asked.range, earlier] : [asked.range]
    const statements = ranges.map((range) => statement({ ...asked, range }))
    return rollupServes(asked) ? this.readOnce<Row>(statements, asked.stamp) : this.read<Row>(statements)
  }

  private async read<Row>(statements: Statement[]): Promise<[Row, Row?]> {
    const answers = await this.db.readAll(statements, { lane: 'slow' })
    return answers.map(([row]) => row) as [Row, Row?]
  }

  /** Whoever asks for what somebody with the same rights has asked for, or is waiting for, gets that while the stamp stands. */
  private async readOnce<Row>(statements: Statement[], stamp: string): Promise<[Row, Row?]> {
    const { tenant, role } = context()
    const key = JSON.stringify([tenant, role, stamp, statements])
    const kept = this.kept.get(key) as [Row, Row?] | undefined
    if (kept) return kept
    const running = this.running.get(key) as Promise<[Row, Row?]> | undefined
    // What went wrong for the other one may be hers alone, as a sign-in that has ended.
    if (running) return running.catch(() => this.read<Row>(statements))
    const reading = this.read<Row>(statements).finally(() => this.running.delete(key))
    this.running.set(key, reading)
    const rows = await reading
    this.kept.set(key, rows)
    return rows
  }
}

function report(text: string, row: ReportRow, asked: Question): Json {
  const { range, timezone, currency, buyers, scope, completeTo: complete_to } = asked
  const { orders_without_rate, refunds_without_rate } = row
  const meta = { currency, timezone, ...range, buyers, scope, complete_to, orders_without_rate, refunds_without_rate }
  return new Json(text, { meta })
}

function rowsOf<Row>({ data }: ReportRow): Row[] {
  return JSON.parse(data) as Row[]
}

function figuresOf(row: FiguresDto | undefined): FiguresDto | null {
  if (!row) return null
  const { gross_revenue, refunded_amount, net_revenue, orders, customers } = row
  return { gross_revenue, refunded_amount, net_revenue, orders, customers }
}
