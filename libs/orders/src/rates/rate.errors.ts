import { DomainError, invalid, say } from '@portolan/platform'

export class RatePublished extends DomainError {
  constructor(currency: string) {
    super('conflict', 'exchange_rate.published', `Rates of ${currency} are published; they need none by hand`, {
      params: { currency },
    })
  }
}

export class RateExists extends DomainError {
  constructor() {
    super(
      'conflict',
      'exchange_rate.exists',
      'There is a rate of this currency for this day already; correct it instead',
    )
  }
}

export class RateInUse extends DomainError {
  constructor() {
    super('conflict', 'exchange_rate.in_use', 'Frozen figures stand on this rate, so it cannot change any more')
  }
}

export function rateOfEuro(): DomainError {
  return invalid({ currency: [say('rate.euro')] })
}

export function rateOutOfRange(least: number, most: number): DomainError {
  return invalid({ rate: [say('rate.range', { least, most })] })
}
