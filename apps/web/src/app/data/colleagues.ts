import { inject, Injectable } from '@angular/core'
import { usersList } from '../api/fn/users/users-list'
import type { UserDto } from '../api/models/user-dto'
import { apiCalls } from './api-calls'
import { loaded } from './loaded'
import { Session } from './session'

export type Colleague = UserDto

/** The members of this workspace: asked for once, when the first page needs them. */
@Injectable({ providedIn: 'root' })
export class Colleagues {
  private readonly api = apiCalls()
  private readonly session = inject(Session)
  readonly list = loaded(
    () => this.session.workspace()?.id,
    () => this.api.data(usersList, { per_page: 100, sort: 'first_name' }),
  )

  of(id: string): Colleague | undefined {
    return this.list.value()?.find((colleague) => colleague.id === id)
  }
}

export function colleagueName(colleague: Pick<Colleague, 'first_name' | 'last_name' | 'email'>): string {
  return [colleague.first_name, colleague.last_name].filter(Boolean).join(' ') || (colleague.email ?? '')
}
