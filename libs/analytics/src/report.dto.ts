import { ApiProperty } from '@nestjs/swagger'

/** What every report row says. Amounts are decimal strings of the report's currency, rounded once. */
export class FiguresDto {
  /** Sale lines of orders that are not cancelled, on the order's day. @example '1290.00' */
  gross_revenue!: string
  /** Refunds, on the refund's day. @example '29.90' */
  refunded_amount!: string
  /** Gross minus refunds. @example '1260.10' */
  net_revenue!: string
  /** Orders that count: not cancelled, with a sale line. @example 12 */
  @ApiProperty({ type: 'integer' })
  orders!: number
  /** Different customers among their buyers; guests are none. @example 9 */
  @ApiProperty({ type: 'integer' })
  customers!: number
}

/** The figures of a whole range. */
export class KeyFiguresDto extends FiguresDto {
  /** First day. @example '2026-01-01' */
  @ApiProperty({ format: 'date' })
  from!: string
  /** Last day. @example '2026-03-31' */
  @ApiProperty({ format: 'date' })
  to!: string
  /** Refunds that count. @example 2 */
  @ApiProperty({ type: 'integer' })
  refunds!: number
  /** Customers whose first order is in the range; without orders, whose row is. @example 4 */
  @ApiProperty({ type: 'integer' })
  new_customers!: number
  /** Gross revenue by order, of the orders with a rate; null without any. @example '107.50' */
  average_order_value!: string | null
  /** Orders whose money is left out, because a rate is missing. @example 0 */
  @ApiProperty({ type: 'integer' })
  orders_without_rate!: number
}

/** The figures of one native currency, not converted. */
export class CurrencyRowDto extends FiguresDto {
  /** @example 'SEK' */
  currency!: string
}

/** Key figures of a range, and of the one they are compared with. */
export class DashboardDto {
  current!: KeyFiguresDto
  /** Null without `compare`. */
  previous!: KeyFiguresDto | null
  /** The same orders in the currencies they were paid in, greatest number of orders first. */
  by_currency!: CurrencyRowDto[]
}

/** The revenue of one period; periods without any are there too. */
export class RevenueRowDto extends FiguresDto {
  /** `2026-01-31`, `2026-W05`, `2026-01` or `2026`. @example '2026-01' */
  period!: string
  /** First day of it inside the range. @example '2026-01-01' */
  @ApiProperty({ format: 'date' })
  from!: string
  /** Last day of it inside the range. @example '2026-01-31' */
  @ApiProperty({ format: 'date' })
  to!: string
  /** With `compare`: the period at the same place of the earlier range; null where that has no more. */
  previous?: FiguresDto | null
}

/** The revenue of one country. */
export class CountryRowDto extends FiguresDto {
  /** ISO 3166-1; null is unknown. @example 'DE' */
  country_code!: string | null
  /** In the language of `Accept-Language`; null when unknown. @example 'Germany' */
  country_name!: string | null
  /** With `compare`: the country in the earlier range. */
  previous?: FiguresDto | null
}

/** The customers that a country won in one period, and the revenue of the country's orders in it. */
export class GrowthRowDto extends FiguresDto {
  /** ISO 3166-1; null is unknown. @example 'DE' */
  country_code!: string | null
  /** In the language of `Accept-Language`; null when unknown. @example 'Germany' */
  country_name!: string | null
  /** @example '2026-01' */
  period!: string
  /** @example '2026-01-01' */
  @ApiProperty({ format: 'date' })
  from!: string
  /** @example '2026-01-31' */
  @ApiProperty({ format: 'date' })
  to!: string
  /** Customers won in the period. @example 7 */
  @ApiProperty({ type: 'integer' })
  new_customers!: number
  /** Customers won up to its end, since the beginning. @example 130 */
  @ApiProperty({ type: 'integer' })
  cumulative_customers!: number
}

/** One of the greatest customers; the figures are those of the range. */
export class TopCustomerDto extends FiguresDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** The person, else the company. @example 'Ada Lovelace' */
  name!: string | null
  /** @example 'ada@example.com' */
  email!: string | null
  /** @example 'GB' */
  country_code!: string | null
  /** Net revenue of the whole life, in the workspace's currency. @example '4210.00' */
  lifetime_value!: string
  /** @example 'USD' */
  lifetime_value_currency!: string
  /** Orders of the whole life. @example 17 */
  @ApiProperty({ type: 'integer' })
  total_orders!: number
}

/** What was sold of one product; a row without a name is what refunds gave back beyond the items that they name. */
export class ProductRowDto extends FiguresDto {
  /** Its id in the catalogue; null where the lines lead to none. @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  product_id!: string | null
  /** @example 'Stoneware teapot' */
  name!: string | null
  /** Of all its lines; null where they differ. @example 'POT-04' */
  sku!: string | null
  /** @example 'https://cdn.example.com/pot.jpg' */
  image_url!: string | null
  /** Pieces sold, on the order's day. @example 12 */
  @ApiProperty({ type: 'integer' })
  units!: number
  /** Pieces that refunds name, on the refund's day. @example 1 */
  @ApiProperty({ type: 'integer' })
  refunded_units!: number
  /** Of the pieces sold, those whose cost is known. @example 12 */
  @ApiProperty({ type: 'integer' })
  units_with_cost!: number
  /** What the pieces that stayed sold cost the shop, as far as it is known; null where it is for none. @example '258.00' */
  cost!: string | null
  /** Net revenue of the pieces whose cost is known, less that cost. @example '438.00' */
  margin!: string | null
  /** The margin in per cent of that net revenue; null without any. @example 62.9 */
  @ApiProperty({ type: Number, nullable: true })
  margin_percent!: number | null
}

/** How a report was made; `meta` of every report. */
export class ReportMetaDto {
  /** @example 'EUR' */
  currency!: string
  /** Zone that the days are cut in. @example 'Europe/Berlin' */
  timezone!: string
  /** @example '2026-01-01' */
  @ApiProperty({ format: 'date' })
  from!: string
  /** @example '2026-03-31' */
  @ApiProperty({ format: 'date' })
  to!: string
  /** @example 'all' */
  buyers!: 'all' | 'known'
  /** `assigned`: an agent's report covers the customers that are assigned to her. @example 'tenant' */
  scope!: 'tenant' | 'assigned'
  /** Whatever was written before this time is in. @example '2026-04-01T08:30:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  complete_to!: string
  /** Orders whose money is left out, because a rate is missing. @example 0 */
  @ApiProperty({ type: 'integer' })
  orders_without_rate!: number
  /** Refunds whose money is left out, because a rate is missing. @example 0 */
  @ApiProperty({ type: 'integer' })
  refunds_without_rate!: number
}
