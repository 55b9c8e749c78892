import { DomainError, sqlState, unprocessable } from '@portolan/platform'
import { fieldValueTaken } from './fields/custom-field.errors'

export class EmailTaken extends DomainError {
  constructor() {
    const message = 'Another customer has this e-mail address'
    super('conflict', 'customer.email_taken', message, { details: { email: [message] } })
  }
}

export class AssignmentRefused extends DomainError {
  constructor() {
    super('forbidden', 'customer.assign_refused', 'Your role does not allow assigning customers to others')
  }
}

export class TagNameTaken extends DomainError {
  constructor() {
    const message = 'Another tag has this name'
    super('conflict', 'tag.name_taken', message, { details: { name: [message] } })
  }
}

export class TagInUse extends DomainError {
  constructor(tag: string, customers: number) {
    super('conflict', 'tag.in_use', `${customers} customers have the tag ${tag}, not as many as you expect`, {
      params: { tag, customers },
    })
  }
}

export function unknownOtherTag(): DomainError {
  const message = 'There is no such other tag'
  return unprocessable('tag.unknown', message, { into_id: [message] })
}

export function unknownAssignee(): DomainError {
  const message = 'There is no such active member'
  return unprocessable('customer.assignee_unknown', message, { assigned_to: [message] })
}

/** For ids that others name as customers of theirs. */
export function unknownCustomer(): DomainError {
  const message = 'There is no such customer'
  return unprocessable('customer.unknown', message, { customer_id: [message] })
}

/** For an agent, who may use tags and not make them. */
export function unknownTags(names: readonly string[]): DomainError {
  const message = `There is no tag ${names.join(', ')}`
  return unprocessable('tag.unknown', message, { tags: [message] })
}

/** Says whose address or unique value it is, where the database says that another holds it. */
export async function emailTakenIsSaid<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    const { constraint } = error as { constraint?: unknown }
    if (sqlState(error) === '23505' && constraint === 'customers_email_uq') throw new EmailTaken()
    throw fieldValueTaken(error) ?? error
  }
}
