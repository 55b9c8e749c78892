import { ApiProperty, PartialType, PickType } from '@nestjs/swagger'
import { IsIn, IsObject, IsString, Length } from 'class-validator'
import { platforms, type Platform } from '@portolan/contracts'
import { IsLine } from '@portolan/platform'
import { hookRemovals, integrationStatuses, type HooksRemoval, type IntegrationStatus } from './integration.entity'

export class ConnectIntegrationDto {
  @ApiProperty({ enum: platforms, example: 'woocommerce' })
  @IsIn(platforms)
  platform!: Platform
  /** What people here call the shop. @example 'Harbour Tea' */
  @IsString() @Length(1, 100) @IsLine() shop_name!: string
  /**
   * Shopify: `shop_domain`, `client_secret`, and for calls `client_id` and `access_token`. WooCommerce: `site_url`, and
   * for calls `consumer_key` and `consumer_secret`; `webhook_secret` is made when absent. Custom: `webhook_secret`, made
   * when absent.
   */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { site_url: 'https://tea.example.com', consumer_key: 'ck_1f', consumer_secret: 'cs_2e' },
  })
  @IsObject()
  credentials!: Record<string, unknown>
}

/** With `credentials`, the connection is checked anew; one that was disconnected is connected again. */
export class EditIntegrationDto extends PartialType(PickType(ConnectIntegrationDto, ['shop_name', 'credentials']), {
  skipNullProperties: false,
}) {}

/** A connected shop, and how that goes. */
export class IntegrationDto {
  id!: string
  @ApiProperty({ enum: platforms, example: 'woocommerce' })
  platform!: Platform
  /** @example 'Harbour Tea' */
  shop_name!: string
  /** Where the shop is. @example 'https://tea.example.com' */
  shop_address!: string | null
  @ApiProperty({ enum: integrationStatuses, example: 'active' })
  status!: IntegrationStatus
  /** Why the last check failed. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  last_error!: string | null
  /** Where the shop sends its events. @example 'https://crm.example.com/api/v1/webhooks/woocommerce/019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7' */
  webhook_url!: string
  /** The shop's own currency, once it has told us. @example 'EUR' */
  currency!: string | null
  checked_at!: string | null
  connected_at!: string | null
  @ApiProperty({ type: 'string', nullable: true, example: null })
  disconnected_at!: string | null
  /**
   * What became of our hooks in a shop that was disconnected: `kept` are those that another workspace needs. Null while it
   * is connected, and where there are no keys to take them out with.
   */
  @ApiProperty({ enum: hookRemovals, nullable: true, example: null })
  hooks_removal!: HooksRemoval | null
  /** Why they could not be removed: they are to be removed in the shop then. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  hooks_removal_error!: string | null
  last_event_at!: string | null
  /** Events that wait for their turn or for what they are about, counted up to 1000. @example 0 */
  waiting!: number
  /** Events that could not be read or used, counted up to 1000. @example 0 */
  failed!: number
  /** Requests of privacy that people must act on, counted up to 1000. @example 0 */
  due!: number
  version!: number
  created_at!: string
  updated_at!: string
}

/** The one answer that shows the secret that was made. */
export class IntegrationWithSecretDto extends IntegrationDto {
  /** Signs the shop's events; enter it there. Only when it was made here. @example 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' */
  @ApiProperty({ type: 'string', nullable: true })
  webhook_secret!: string | null
}
