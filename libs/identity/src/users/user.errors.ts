import { DomainError } from '@portolan/platform'

export class LastAdmin extends DomainError {
  constructor() {
    super('conflict', 'user.last_admin', 'A workspace needs an active administrator: make somebody else one first')
  }
}

/** Customers are never left to somebody who is gone: whoever deactivates says what becomes of them. */
export class HasCustomers extends DomainError {
  constructor(count: number) {
    super('conflict', 'user.has_customers', `This person looks after ${count} customers: say who takes them over`, {
      details: {
        hand_over_to: ['is needed: the id of a member, or none'],
        customers: [String(count)],
      },
      params: { count },
    })
  }
}

export class SuccessorRefused extends DomainError {
  constructor() {
    super('unprocessable', 'user.successor_refused', 'This person cannot take over the customers', {
      details: { hand_over_to: ['is no other active member of this workspace'] },
    })
  }
}

export class UserExists extends DomainError {
  constructor() {
    super('conflict', 'user.exists', 'This person is a member already', {
      details: { email: ['belongs to a member of this workspace'] },
    })
  }
}

export class WrongPassword extends DomainError {
  constructor() {
    super('unprocessable', 'password.wrong', 'The current password is not right', {
      details: { current_password: ['is not the current password'] },
    })
  }
}
