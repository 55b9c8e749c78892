import { DomainError } from '@portolan/platform'

export class ShipmentFromSource extends DomainError {
  constructor(source: string) {
    super(
      'conflict',
      'shipment.from_source',
      'Only shipments made by hand can be deleted; this one belongs to its source',
      {
        params: { source },
      },
    )
  }
}

export class NothingToShip extends DomainError {
  constructor(status: string) {
    super('conflict', 'shipment.order_closed', `An order that is ${status} is not shipped`, { params: { status } })
  }
}
