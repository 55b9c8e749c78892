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
