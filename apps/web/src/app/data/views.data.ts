import { inject, Injectable, signal } from '@angular/core'
import type { Observable } from 'rxjs'
import { viewsChange } from '../api/fn/views/views-change'
import { viewsCreate } from '../api/fn/views/views-create'
import { viewsList } from '../api/fn/views/views-list'
import { viewsRemove } from '../api/fn/views/views-remove'
import { viewsSetDefault } from '../api/fn/views/views-set-default'
import { viewsUnsetDefault } from '../api/fn/views/views-unset-default'
import type { CreateViewDto } from '../api/models/create-view-dto'
import type { EditViewDto } from '../api/models/edit-view-dto'
import type { ViewDto } from '../api/models/view-dto'
import { apiCalls } from './api-calls'
import { loaded, type Loaded } from './loaded'
import { Session } from './session'

export type View = ViewDto
export type ViewList = View['list']

/** Saved views of the lists: asked for once, when the first list needs them. */
@Injectable({ providedIn: 'root' })
export class Views {
  private readonly api = apiCalls()
  private readonly session = inject(Session)
  readonly customers = this.viewsOf('customers')
  readonly orders = this.viewsOf('orders')
  /** Lists that have opened with their default once; afterwards an address without filters means all rows. */
  readonly opened = signal<ReadonlySet<ViewList>>(new Set())

  of(list: ViewList): Loaded<View[]> {
    return list === 'customers' ? this.customers : this.orders
  }

  create(body: CreateViewDto): Observable<View> {
    return this.api.data(viewsCreate, { body })
  }

  change(id: string, body: EditViewDto): Observable<View> {
    return this.api.data(viewsChange, { id, body })
  }

  remove(id: string): Observable<void> {
    return this.api.answer(viewsRemove, { id })
  }

  setDefault({ id, is_default }: View): Observable<View> {
    return is_default ? this.api.data(viewsUnsetDefault, { id }) : this.api.data(viewsSetDefault, { id })
  }

  private viewsOf(list: ViewList): Loaded<View[]> {
    return loaded(
      () => this.session.workspace()?.id,
      () => this.api.data(viewsList, { list: [list], per_page: 100 }),
    )
  }
}
