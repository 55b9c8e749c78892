import { DomainError } from '@portolan/platform'

export class LastAdmin extends DomainError {
  constructor() {
    super('conflict', 'user.last_admin', 'A workspace needs an active administrator: make somebody else one first')
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
