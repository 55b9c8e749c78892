import { DomainError, unprocessable } from '@portolan/platform'

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
