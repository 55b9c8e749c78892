import { Injectable } from '@angular/core'
import type { Role } from '@portolan/contracts'
import { map, type Observable } from 'rxjs'
import { customersList } from '../api/fn/customers/customers-list'
import { invitationsCreate } from '../api/fn/invitations/invitations-create'
import { invitationsList } from '../api/fn/invitations/invitations-list'
import { invitationsResend } from '../api/fn/invitations/invitations-resend'
import { invitationsRevoke } from '../api/fn/invitations/invitations-revoke'
import { usersDeactivate } from '../api/fn/users/users-deactivate'
import { usersEdit } from '../api/fn/users/users-edit'
import { usersList } from '../api/fn/users/users-list'
import type { EditUserDto } from '../api/models/edit-user-dto'
import type { InvitationDto } from '../api/models/invitation-dto'
import type { NewInvitationDto } from '../api/models/new-invitation-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import type { Colleague } from './colleagues'
import { ifMatch } from './if-match'
import { asParams, type Query } from './query'

export type Invitation = InvitationDto

export const teamRoles: readonly Role[] = ['admin', 'manager', 'agent', 'readonly']

/** The members of the workspace and who is invited, for those who look after them. */
@Injectable({ providedIn: 'root' })
export class Team {
  private readonly api = apiCalls()

  members(query: Query): Observable<AnswerOf<typeof usersList>> {
    return this.api.answer(usersList, asParams(query))
  }

  /** Who was asked and has not answered, the newest first. */
  invitations(): Observable<Invitation[]> {
    return this.api.data(invitationsList, { status: ['pending', 'expired'], per_page: 100 })
  }

  invite(body: NewInvitationDto): Observable<Invitation> {
    return this.api.data(invitationsCreate, { body })
  }

  resend(id: string): Observable<Invitation> {
    return this.api.data(invitationsResend, { id })
  }

  revoke(id: string): Observable<void> {
    return this.api.answer(invitationsRevoke, { id })
  }

  edit({ id, version }: Colleague, body: EditUserDto): Observable<Colleague> {
    return this.api.data(usersEdit, { id, body }, ifMatch(version))
  }

  deactivate(id: string, successor: string | undefined): Observable<void> {
    return this.api.answer(usersDeactivate, { id, ...(successor && { hand_over_to: successor }) })
  }

  /** How many customers a member looks after. */
  customersOf(id: string): Observable<number> {
    const params = { assigned_to: [id], per_page: 1, count: 'exact' as const }
    return this.api.answer(customersList, params).pipe(map(({ meta }) => meta.pagination.total))
  }
}
