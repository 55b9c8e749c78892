import { DomainError } from '@portolan/platform'

export class InvitationExists extends DomainError {
  constructor() {
    super('conflict', 'invitation.exists', 'This person is invited already; send the invitation again instead', {
      details: { email: ['has an open invitation'] },
    })
  }
}

export class InvitationClosed extends DomainError {
  constructor() {
    super('conflict', 'invitation.closed', 'This invitation was accepted or revoked; make a new one')
  }
}

/** One mail a minute: nobody's mailbox is filled from here. */
export class InvitationMailedJustNow extends DomainError {
  constructor(seconds: number) {
    super('limited', 'invitation.mailed_just_now', `The mail has just been sent; try again in ${seconds} seconds`, {
      params: { retry_after: seconds },
    })
  }
}

/** The same for a token that was never made, is used, revoked or over. */
export class InvitationInvalid extends DomainError {
  constructor() {
    super('unprocessable', 'invitation.invalid', 'This invitation is not good any more; ask for a new one', {
      details: { token: ['is used, revoked or over'] },
    })
  }
}
