import { HttpClient } from '@angular/common/http'
import { computed, inject, Injectable } from '@angular/core'
import type { Role } from '@portolan/contracts'
import { map } from 'rxjs'
import type { List } from './envelopes'
import { loaded } from './loaded'
import { Session } from './session'

export interface Colleague {
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  role: Role
  status: string
}

/** The members of this workspace, by id: asked for once, when the first page needs a name. */
@Injectable({ providedIn: 'root' })
export class Colleagues {
  private readonly http = inject(HttpClient)
  private readonly session = inject(Session)
  readonly list = loaded(
    () => this.session.workspace()?.id,
    () => this.http.get<List<Colleague>>('/api/v1/users', { params: { per_page: 100 } }).pipe(map(({ data }) => data)),
  )
  private readonly byId = computed(() => new Map(this.list.value()?.map((colleague) => [colleague.id, colleague])))

  name(id: string): string | undefined {
    const colleague = this.byId().get(id)
    return colleague && colleagueName(colleague)
  }
}

export function colleagueName(colleague: Pick<Colleague, 'first_name' | 'last_name' | 'email'>): string | undefined {
  return [colleague.first_name, colleague.last_name].filter(Boolean).join(' ') || colleague.email || undefined
}
