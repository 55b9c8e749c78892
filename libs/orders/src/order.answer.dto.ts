// What REST answers about an order.
import { ApiProperty } from '@nestjs/swagger'
import {
  orderStatuses,
  paymentStatuses,
  returnReasons,
  returnStatuses,
  type OrderStatus,
  type PaymentStatus,
  type ReturnReason,
  type ReturnStatus,
} from '@portolan/contracts'
import { orderChannels, type OrderChannel } from './order.commands'
import { AddressDto } from './order.dto'

export class OrderItemDto {
  id!: string
  @ApiProperty({ enum: ['sale', 'adjustment'] }) kind!: 'sale' | 'adjustment'
  /** The shop's id of the product. */
  product_id!: string | null
  /** The product that this is in the catalogue, where it has one. */
  catalog_product_id!: string | null
  sku!: string | null
  product_name!: string
  variant_name!: string | null
  image_url!: string | null
  quantity!: number
  /** With the decimals of its source. */
  unit_price!: string
  total_price!: string
  /** Pieces in returns that were neither rejected nor cancelled. */
  returned_quantity!: number
  /** Pieces that refunds name. */
  refunded_quantity!: number
  /** Pieces in shipments. */
  shipped_quantity!: number
}

export class OrderCustomerDto {
  id!: string
  first_name!: string | null
  last_name!: string | null
  company_name!: string | null
  email!: string | null
  phone!: string | null
  country_code!: string | null
  /** IANA zone. @example 'Europe/London' */
  timezone!: string
  /** BCP 47. @example 'en-GB' */
  language!: string
  /** ISO 4217, what she likes to pay in. */
  currency!: string
}

export class OrderShipmentItemDto {
  id!: string
  /** The line of the order; null once its source has removed it. */
  order_item_id!: string | null
  sku!: string | null
  product_name!: string
  variant_name!: string | null
  quantity!: number
}

export class OrderShipmentDto {
  id!: string
  source!: string
  carrier!: string | null
  tracking_number!: string | null
  tracking_url!: string | null
  /** A day. */
  estimated_delivery!: string | null
  shipped_at!: string | null
  delivered_at!: string | null
  version!: number
  /** Empty when it holds all of the order. */
  @ApiProperty({ type: () => OrderShipmentItemDto, isArray: true }) items!: OrderShipmentItemDto[]
}

export class OrderFulfilmentDto {
  /** partly_shipped: pieces are still to be sent. */
  @ApiProperty({ enum: ['not_shipped', 'partly_shipped', 'shipped', 'delivered'] })
  state!: 'not_shipped' | 'partly_shipped' | 'shipped' | 'delivered'
  /** Pieces of sale lines. */
  quantity!: number
  shipped_quantity!: number
  delivered_quantity!: number
}

export class OrderRefundDto {
  id!: string
  refund_number!: string | null
  source!: string
  amount!: string
  currency!: string
  /** What the customer got, where that is not in `currency`. */
  @ApiProperty({ example: null }) presentment_amount!: string | null
  @ApiProperty({ example: null }) presentment_currency!: string | null
  reason!: string | null
  refunded_at!: string
  version!: number
}

export class OrderReturnDto {
  id!: string
  return_number!: string
  @ApiProperty({ enum: returnStatuses }) status!: ReturnStatus
  @ApiProperty({ enum: returnReasons }) reason!: ReturnReason
  /** Pieces. */
  quantity!: number
  refund_id!: string | null
  requested_at!: string
  version!: number
}

export class OrderDto {
  id!: string
  order_number!: string
  /** `manual`, an import's source, or `<platform>:<integration>`. */
  source!: string
  external_id!: string | null
  @ApiProperty({ enum: orderChannels, nullable: true }) channel!: OrderChannel | null
  customer_id!: string | null
  customer_name!: string | null
  assigned_to!: string | null
  @ApiProperty({ enum: orderStatuses }) status!: OrderStatus
  /** Where the order may go from here; empty when it is closed. */
  @ApiProperty({ enum: orderStatuses, isArray: true }) next_statuses!: OrderStatus[]
  @ApiProperty({ enum: paymentStatuses }) payment_status!: PaymentStatus
  /** Where the payment may go by hand; refunds move it too. */
  @ApiProperty({ enum: paymentStatuses, isArray: true }) next_payment_statuses!: PaymentStatus[]
  payment_method!: string | null
  payment_reference!: string | null
  paid_at!: string | null
  /** The order's own time. */
  placed_at!: string
  /** The day of `placed_at` in the workspace's zone. */
  day!: string
  @ApiProperty({ example: 'EUR' }) currency!: string
  /** All lines. */
  @ApiProperty({ example: '129.90' }) subtotal_amount!: string
  discount_amount!: string
  tax_amount!: string
  shipping_amount!: string
  total_amount!: string
  refunded_amount!: string
  /** What the customer saw and pays in, where that is not `currency`; null otherwise, as the next four. */
  @ApiProperty({ example: 'JPY' }) presentment_currency!: string | null
  @ApiProperty({ example: '0' }) presentment_discount_amount!: string | null
  @ApiProperty({ example: '2100' }) presentment_tax_amount!: string | null
  @ApiProperty({ example: '800' }) presentment_shipping_amount!: string | null
  @ApiProperty({ example: '21300' }) presentment_total_amount!: string | null
  /** Null while a rate is missing. */
  total_amount_usd!: string | null
  /** The total in `tenant_currency`, at the order's own rate day; null while a rate is missing. */
  total_amount_tenant!: string | null
  /** The workspace's currency. */
  tenant_currency!: string
  /** US dollars for one unit of the currency. */
  fx_rate!: string | null
  /** The day that the rate is from. */
  fx_rate_date!: string | null
  /** provisional: the rate of its day is not out yet; missing: there is no rate. */
  @ApiProperty({ enum: ['provisional', 'frozen', 'missing'] }) fx_state!: 'provisional' | 'frozen' | 'missing'
  /** Shipping, else billing, else the customer's. */
  country_code!: string | null
  shipping_country!: string | null
  @ApiProperty({ type: () => AddressDto, nullable: true }) shipping_address!: AddressDto | null
  @ApiProperty({ type: () => AddressDto, nullable: true }) billing_address!: AddressDto | null
  shipping_method!: string | null
  /** Of the newest shipment, as the next three. */
  carrier!: string | null
  tracking_number!: string | null
  shipped_at!: string | null
  delivered_at!: string | null
  customer_note!: string | null
  internal_note!: string | null
  @ApiProperty({ type: [String] }) tags!: string[]
  @ApiProperty({ type: 'object', additionalProperties: true, example: { gift: true } })
  custom_fields!: Record<string, unknown>
  external_updated_at!: string | null
  /** What those who may edit orders can change of it in this status. */
  @ApiProperty({ type: [String], example: ['internal_note', 'tags'] }) editable_fields!: string[]
  /** What its connected shop owns: edit that there, it comes from there again. Empty for other orders. */
  @ApiProperty({ type: [String], example: [] }) shop_fields!: string[]
  version!: number
  created_at!: string
  updated_at!: string
  deleted_at!: string | null
  /** Always in the answer of one order; in lists with `include=items`. */
  items?: OrderItemDto[]
  /** Always in the answer of one order; in lists with `include=customer`. */
  @ApiProperty({ type: () => OrderCustomerDto, nullable: true }) customer?: OrderCustomerDto | null
  /** In the answer of one order. */
  shipments?: OrderShipmentDto[]
  /** In the answer of one order. */
  refunds?: OrderRefundDto[]
  /** In the answer of one order. */
  returns?: OrderReturnDto[]
  /** In the answer of one order. */
  @ApiProperty({ type: () => OrderFulfilmentDto }) fulfilment?: OrderFulfilmentDto
}

export class OrderItemRowDto extends OrderItemDto {
  order_id!: string
  /** From 0. */
  position!: number
}

export class OrderStatusCountDto {
  @ApiProperty({ enum: orderStatuses, example: 'pending' }) status!: OrderStatus
  /** How many orders; 10,000 where there are more. */
  @ApiProperty({ example: 12 }) orders!: number
  /** Whether there are more than `orders` says. */
  @ApiProperty({ example: false }) is_more!: boolean
}

export class OrderStatusCountsDto {
  /** Every status once, in the order of the life cycle. */
  @ApiProperty({ type: () => OrderStatusCountDto, isArray: true }) statuses!: OrderStatusCountDto[]
}
