export {
  addressFields,
  addressFormat,
  addressLines,
  addressOrder,
  isPostcode,
  type Address,
  type AddressField,
  type AddressFormat,
} from './addresses'
export { currencies, currencyExponent, isCurrency, type CurrencyCode } from './currencies'
export { carriers, trackingUrl, type Carrier } from './carriers'
export { countryCodes, isCountryCode, type CountryCode } from './countries'
export { isLanguage, languages, type Language } from './languages'
export { newId } from './ids'
export { isOfficeHour, officeHours } from './office-hours'
export { formatMoney, lineTotal, MoneyFormatError, parseDecimal, parseMoney, roundRatio, type Decimal } from './money'
export { platforms, shopObjectTypes, type Platform, type ShopObjectType } from './platforms'
export { permissions, roles, type ActingRole, type Permission, type Role } from './permissions'
export { errorCodes, httpStatusOf, type ErrorCode, type ErrorKind } from './errors'
export { eventKeptDays, events, type EventName, type EventOf } from './events'
export { jobs, type JobDefinition, type JobKind, type JobName, type JobOf } from './jobs'
export { queuePolicies, queues, type QueueName } from './queues'
export {
  coversEvent,
  eventWildcards,
  publicEventNames,
  publicEvents,
  testEvent,
  type PublicEvent,
  type PublicEventName,
  type PublicResourceType,
} from './public-events'
export {
  orderStatuses,
  paymentStatuses,
  productStatuses,
  returnReasons,
  returnStatuses,
  type OrderStatus,
  type PaymentStatus,
  type ProductStatus,
  type ReturnReason,
  type ReturnStatus,
} from './statuses'
export { paidForPieces, type PricedLine, type PricedOrder } from './paid-for-pieces'
