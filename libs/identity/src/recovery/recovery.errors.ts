import { DomainError } from '@portolan/platform'

/** The same for a token that was never made, is used or over. */
export class ResetInvalid extends DomainError {
  constructor() {
    super('unprocessable', 'password_reset.invalid', 'This link is not good any more; ask for a new one', {
      details: { token: ['is used or over'] },
    })
  }
}
