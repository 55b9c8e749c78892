import { DomainError, say, unprocessable } from '@portolan/platform'

/** The selection is another one than was confirmed. */
export class CountChanged extends DomainError {
  constructor(count: number) {
    super('conflict', 'bulk.count_changed', `There are ${count} customers now; confirm that number`, {
      details: { expected_count: [say('bulk.count_changed', { count })] },
      params: { count },
    })
  }
}

export function nothingSelected(): DomainError {
  return unprocessable('bulk.nothing', 'There is no customer in this selection')
}

export function tooManySelected(most: number): DomainError {
  const message = `A bulk job takes at most ${most} customers; narrow the filter`
  return unprocessable('bulk.too_many', message, { filter: [message] })
}

/** Only what has come to its end can be undone. */
export class BulkNotOver extends DomainError {
  constructor() {
    super('conflict', 'bulk.not_over', 'This job is still at work; stop it or wait for its end before undoing it')
  }
}
