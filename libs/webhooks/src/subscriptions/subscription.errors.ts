import { DomainError, say, TargetRefused, unprocessable } from '@portolan/platform'

export class SubscriptionDisabled extends DomainError {
  constructor() {
    super('conflict', 'subscription.disabled', 'The subscription is disabled; make it active first')
  }
}

export class DeliveryUnderWay extends DomainError {
  constructor() {
    super('conflict', 'delivery.under_way', 'The delivery is being sent right now')
  }
}

export function targetRefused({ rule }: TargetRefused, ports: readonly number[]): DomainError {
  const url = [say(rule, { ports: ports.join(', ') })]
  return unprocessable('subscription.url', 'Events cannot be sent to this address', { url })
}
