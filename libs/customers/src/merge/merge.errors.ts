import { DomainError, say, unprocessable } from '@portolan/platform'

/** For whoever writes to a customer that was merged into another. */
export class CustomerMerged extends DomainError {
  constructor(into: string) {
    super('conflict', 'customer.merged', `This customer was merged into ${into}`, { params: { into } })
  }
}

export class NotMerged extends DomainError {
  constructor() {
    super('conflict', 'customer.not_merged', 'This customer is not merged into another')
  }
}

/**
 * A customer was merged between the look and the lock. With the code of a serialisation failure the transaction runs
 * again, and finds who is left.
 */
export class MergedMeanwhile extends Error {
  readonly code = '40001'
}

export function mergeWithOneself(): DomainError {
  return unprocessable('merge.with_oneself', 'A customer cannot be merged into herself', {
    loser_ids: [say('merge.with_oneself')],
  })
}

export function unknownInMerge(field: 'winner_id' | 'loser_ids'): DomainError {
  return unprocessable('customer.unknown', 'There is no such customer', { [field]: [say('merge.unknown_customer')] })
}

/** "The loser's" says nothing where there are several. */
export function choiceUnclear(paths: readonly string[]): DomainError {
  const details = Object.fromEntries(paths.map((path) => [path, [say('merge.choice_unclear')]]))
  return unprocessable(
    'merge.choice_unclear',
    'Choose the values of several customers by merging one at a time',
    details,
  )
}
