import { ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsIn, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator'
import { isCurrency } from '@portolan/contracts'
import { isDay } from '@portolan/platform'
import { comparisons, intervals, isTimeZone, type Comparison, type Interval } from './report-periods'

/** Years that PostgreSQL, JSON and people agree on. */
const IsReportDay = () =>
  ValidateBy(
    {
      name: 'isReportDay',
      validator: { validate: (text) => typeof text === 'string' && /^[12]/.test(text) && isDay(text) },
    },
    { message: 'value.day' },
  )
const IsCurrencyCode = () =>
  ValidateBy({
    name: 'isISO4217CurrencyCode',
    validator: { validate: (text) => typeof text === 'string' && isCurrency(text) },
  })
const IsZone = () => ValidateBy({ name: 'isTimeZone', validator: { validate: isTimeZone } })

/** What every report may be asked for. */
export class ReportQueryDto {
  /** First day, included; without it the first day that has anything. @example '2026-01-01' */
  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsReportDay()
  from?: string

  /** Last day, included; without it today. @example '2026-12-31' */
  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsReportDay()
  to?: string

  /** Zone that days are cut in, an IANA name; without it the workspace's. @example 'Europe/Berlin' */
  @IsOptional()
  @IsZone()
  timezone?: string

  /** Currency of the answer; without it the workspace's. @example 'EUR' */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string

  /** `known` leaves guests out. */
  @ApiPropertyOptional({ enum: ['all', 'known'], default: 'all' })
  @IsOptional()
  @IsIn(['all', 'known'])
  buyers?: 'all' | 'known'
}

export class ComparedQueryDto extends ReportQueryDto {
  /** Adds the figures of an earlier range: the one just before, as long, or the same days a year before. */
  @ApiPropertyOptional({ enum: comparisons, default: 'none' })
  @IsOptional()
  @IsIn(comparisons)
  compare?: Comparison
}

export class RevenueQueryDto extends ComparedQueryDto {
  /** Length of a period; weeks start on Monday. */
  @ApiPropertyOptional({ enum: intervals, default: 'month' })
  @IsOptional()
  @IsIn(intervals)
  interval?: Interval
}

export class GrowthQueryDto extends ReportQueryDto {
  /** Length of a period; weeks start on Monday. */
  @ApiPropertyOptional({ enum: intervals, default: 'month' })
  @IsOptional()
  @IsIn(intervals)
  interval?: Interval
}

export class TopCustomersQueryDto extends ReportQueryDto {
  /** What makes a customer great: net revenue, or the number of orders. */
  @ApiPropertyOptional({ enum: ['lifetime_value', 'orders'], default: 'lifetime_value' })
  @IsOptional()
  @IsIn(['lifetime_value', 'orders'])
  by?: 'lifetime_value' | 'orders'

  /** How many customers. */
  @ApiPropertyOptional({ type: 'integer', default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number
}
