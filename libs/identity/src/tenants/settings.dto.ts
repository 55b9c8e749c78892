import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator'
import { AreCountries, AreFlags, IsCurrency, IsLanguage, IsLine, IsZone } from '../rules'

/** Switches of this workspace; unknown ones are refused. There is none yet. */
export class FeatureFlagsDto {}

/** What a workspace has settled for everybody in it. */
export class SettingsDto {
  /** @example '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  id!: string
  /** @example 'Hansen & Daughters' */
  name!: string
  /** Names the workspace at sign-in and on the command line. @example 'hansen' */
  slug!: string
  /** Where the data is kept. @example 'eu' */
  region!: string
  /** Currency of customers' figures, ISO 4217. @example 'EUR' */
  default_currency!: string
  /** BCP 47. @example 'en' */
  language!: string
  /** IANA zone in which days are cut. @example 'Europe/Berlin' */
  timezone!: string
  /** ISO 3166-1 alpha-2. @example ['DE', 'FR'] */
  countries_served!: string[]
  /** A customer without an order for so many days counts as lost. @example 180 */
  churn_window_days!: number
  /** How numbers of orders made by hand look; `{number}` counts up. @example 'P-{number}' */
  order_number_pattern!: string
  /** A product with so many pieces or fewer is low, where its shop does not say when it is. @example 5 */
  low_stock_threshold!: number
  feature_flags!: FeatureFlagsDto
  /** @example 'active' */
  status!: 'active' | 'maintenance' | 'suspended'
  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string
  /** @example '2026-01-31T12:00:00.000Z' */
  updated_at!: string
  /** Counts edits. @example 3 */
  version!: number
}

const given = (_: object, value: unknown) => value !== undefined

/** Settings to change; what is left out stays. */
export class EditSettingsDto {
  /** @example 'Hansen & Daughters' */
  @ValidateIf(given)
  @IsLine()
  @Length(1, 120)
  name?: string

  /** @example 'eu' */
  @ValidateIf(given)
  @IsString()
  @Matches(/^[a-z][a-z0-9-]{1,31}$/)
  region?: string

  /** ISO 4217. Settled once there are customers or orders. @example 'EUR' */
  @ValidateIf(given)
  @IsCurrency()
  default_currency?: string

  /** BCP 47. @example 'de' */
  @ValidateIf(given)
  @IsLanguage()
  language?: string

  /** IANA zone. Settled once there are orders or refunds. @example 'Europe/Berlin' */
  @ValidateIf(given)
  @IsZone()
  timezone?: string

  /** ISO 3166-1 alpha-2. @example ['DE', 'FR'] */
  @ValidateIf(given)
  @IsArray()
  @ArrayMaxSize(250)
  @ArrayUnique()
  @AreCountries()
  countries_served?: string[]

  /** @example 180 */
  @ValidateIf(given)
  @IsInt()
  @Min(1)
  @Max(3650)
  churn_window_days?: number

  /** Must hold `{number}` once. @example 'P-{number}' */
  @ValidateIf(given)
  @IsString()
  @IsNotEmpty()
  @Matches(/^[^{}\p{Cc}]{0,20}\{number\}[^{}\p{Cc}]{0,20}$/u)
  order_number_pattern?: string

  /** @example 5 */
  @ValidateIf(given)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  low_stock_threshold?: number

  @ValidateIf(given)
  @AreFlags()
  feature_flags?: FeatureFlagsDto
}
