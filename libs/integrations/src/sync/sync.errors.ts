import { DomainError } from '@portolan/platform'

export class ShopCannotBeAsked extends DomainError {
  constructor() {
    super(
      'conflict',
      'sync.cannot_ask',
      'The shop cannot be asked: it is of a kind that only tells, or its keys are missing',
    )
  }
}

export class SyncRunning extends DomainError {
  constructor() {
    super('conflict', 'sync.running', 'A run of this shop is not finished yet')
  }
}

export class SyncFinished extends DomainError {
  constructor() {
    super('conflict', 'sync.finished', 'The run has ended')
  }
}
