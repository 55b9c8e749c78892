import { IsOptional, IsString, Length, Matches } from 'class-validator'
import { IsLine } from '@portolan/platform'

export class ShopifyConnectDto {
  /** The shop's own domain. @example 'harbour-tea.myshopify.com' */
  @IsString() @Length(1, 255) shop_domain!: string
  /** What people here call the shop; else the first word of its domain. @example 'Harbour Tea' */
  @IsOptional() @IsString() @Length(1, 100) @IsLine() shop_name?: string | null
  /** Of an app of the merchant's own, where the installation has none or another is wanted. @example '3f1c2d9e8b7a6f5e4d3c2b1a09f8e7d6' */
  @IsOptional() @IsString() @Length(1, 500) @Matches(/^[\x21-\x7e]+$/) client_id?: string | null
  /** Beside `client_id`. @example 'shpss_2f1e0d9c8b7a' */
  @IsOptional() @IsString() @Length(1, 500) @Matches(/^[\x21-\x7e]+$/) client_secret?: string | null
}

/** A member on the way to a shop. */
export class ShopifyConnectionDto {
  /** The shop's page on which one agrees; send the member there, in the same browser. @example 'https://harbour-tea.myshopify.com/admin/oauth/authorize?client_id=3f1c' */
  authorize_url!: string
  /** Until then. */
  expires_at!: string
}
