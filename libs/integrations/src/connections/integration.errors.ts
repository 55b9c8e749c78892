import { DomainError } from '@portolan/platform'

export class ShopConnected extends DomainError {
  constructor() {
    super('conflict', 'integration.connected', 'This shop is connected already')
  }
}

export class IntegrationDisconnected extends DomainError {
  constructor() {
    super('conflict', 'integration.disconnected', 'The shop is disconnected; connect it again with its credentials')
  }
}

export class HandoverUnknown extends DomainError {
  constructor() {
    super('unauthenticated', 'integration.handover', 'Nobody waits for these keys, or not any more')
  }
}

export class NeedsHttps extends DomainError {
  constructor() {
    super('unprocessable', 'integration.https', 'Shops hand over keys to a public address with https only; enter them')
  }
}

export class NoShopifyApp extends DomainError {
  constructor() {
    super(
      'unprocessable',
      'integration.no_app',
      'There is no Shopify app here; enter the client id and secret of one of your own',
    )
  }
}
