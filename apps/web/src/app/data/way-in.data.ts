import { HttpContext } from '@angular/common/http'
import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { acceptanceAccept } from '../api/fn/auth/acceptance-accept'
import { acceptanceRead } from '../api/fn/auth/acceptance-read'
import { recoveryConfirm } from '../api/fn/auth/recovery-confirm'
import { recoveryRequest } from '../api/fn/auth/recovery-request'
import type { AcceptedInvitationDto } from '../api/models/accepted-invitation-dto'
import type { AcceptInvitationDto } from '../api/models/accept-invitation-dto'
import type { OpenInvitationDto } from '../api/models/open-invitation-dto'
import type { PasswordResetTakenDto } from '../api/models/password-reset-taken-dto'
import { apiCalls } from './api-calls'
import { WITHOUT_SESSION } from './without-session'

/** What people do who have a mailed link, or want one; nobody is signed in. */
@Injectable({ providedIn: 'root' })
export class WayIn {
  private readonly api = apiCalls()

  invitation(token: string): Observable<OpenInvitationDto> {
    return this.api.data(acceptanceRead, { body: { token } }, alone())
  }

  accept(body: AcceptInvitationDto): Observable<AcceptedInvitationDto> {
    return this.api.data(acceptanceAccept, { body }, alone())
  }

  requestReset(email: string): Observable<PasswordResetTakenDto> {
    return this.api.data(recoveryRequest, { body: { email } }, alone())
  }

  confirmReset(token: string, password: string): Observable<void> {
    return this.api.answer(recoveryConfirm, { body: { token, password } }, alone())
  }
}

function alone(): HttpContext {
  return new HttpContext().set(WITHOUT_SESSION, true)
}
