import { ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator'
import { IsCurrency, IsDay, IsZone } from '@portolan/platform'
import { comparisons, intervals, type Comparison, type Interval } from './report-periods'

/** What every report may be asked for. */
export class ReportQueryDto {
  /** First day, included; without it the first day that has anything. @example '2026-01-01' */
  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  from?: string

  /** Last day, included; without it today. @example '2026-12-31' */
  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @IsDay()
  to?: string

  /** Zone that days are cut in, an IANA name; without it the workspace's. @example 'Europe/Berlin' */
  @IsOptional()
  @IsZone()
  timezone?: string

  /** Currency of the answer; without it the workspace's. @example 'EUR' */
  @IsOptional()
  @IsCurrency()
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

export class ProductsQueryDto extends ReportQueryDto {
  /** Only these products of the catalogue: up to a hundred ids, separated by commas. */
  @ApiPropertyOptional({ example: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' })
  @IsOptional()
  @IsString()
  @Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,99}$/i)
  product_id?: string

  /** How many products, those with the greatest net revenue first; without it all. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number
}
