import { DomainError } from '@portolan/platform'

export class SharingRefused extends DomainError {
  constructor() {
    super('forbidden', 'view.share_refused', 'Your role does not allow sharing views, or changing shared ones')
  }
}

export class ForeignView extends DomainError {
  constructor() {
    super('forbidden', 'view.not_own', 'Only whoever made a shared view can take it back for themselves')
  }
}

export class TooManyViews extends DomainError {
  constructor(most: number) {
    super('conflict', 'view.too_many', `There may be ${most} views of a list; delete one first`, { params: { most } })
  }
}
