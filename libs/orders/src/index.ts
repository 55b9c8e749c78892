export {
  orderChannels,
  type Address,
  type OrderChannel,
  type Outcome,
  type PlaceItem,
  type PlaceOrder,
  type RecordRefund,
  type RefundLine,
  type Written,
} from './order.commands'
