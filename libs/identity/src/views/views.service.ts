import { Injectable } from '@nestjs/common'
import { newId, permissions, type Role } from '@portolan/contracts'
import {
  changesBetween,
  context,
  Database,
  DomainError,
  type ErrorDetails,
  invalid,
  type Json,
  type JsonPage,
  type ListQuery,
  Lists,
  missing,
  Outbox,
  refuseCardNumbers,
  say,
  stale,
  valuesOf,
} from '@portolan/platform'
import type { CreateViewDto, EditViewDto, ReplaceViewDto, ViewList } from './view.dto'
import { ViewEntity } from './view.entity'
import { ForeignView, SharingRefused, TooManyViews } from './view.errors'
import { viewsResource } from './views.resource'

/** That one person sees of a list. */
const mostViews = 200

type ViewFields = Pick<ViewEntity, 'name' | 'filters' | 'sort' | 'columns' | 'is_shared' | 'position'>
type StandingView = ViewFields & Pick<ViewEntity, 'list' | 'owner_id' | 'version'>

@Injectable()
export class ViewsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly lists: Lists,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return viewsResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return viewsResource.one(this.db, id)
  }

  /** Throws SharingRefused, TooManyViews, and a DomainError that names what the list does not know. */
  create({ list, ...dto }: CreateViewDto): Promise<Json> {
    return this.db.tx(async () => {
      const [place] = await this.db.query<{ count: number; last: number }>(
        `select count(*)::integer as count, coalesce(max(position), 0)::integer as last from views
          where tenant_id = current_tenant() and list = $1`,
        [list],
      )
      if (place && place.count >= mostViews) throw new TooManyViews(mostViews)
      const fields = fieldsOf(dto, { position: Math.min((place?.last ?? 0) + 1, 1000) })
      if (fields.is_shared && !mayShare()) throw new SharingRefused()
      await this.assertReadable(list, fields)
      const id = newId()
      const owner = { tenant_id: context().tenant, id, owner_id: context().user, list }
      await this.db.entities().insert(ViewEntity, { ...owner, ...fields } as never)
      await this.outbox.append('view.changed', { ids: [id], action: 'created' })
      return this.one(id)
    })
  }

  replace(id: string, dto: ReplaceViewDto, version: number | null): Promise<Json> {
    return this.edit(id, version, (before) => fieldsOf(dto, before))
  }

  change(id: string, dto: EditViewDto, version: number | null): Promise<Json> {
    return this.edit(id, version, (before) => {
      const { is_shared: shared, ...standing } = before
      const given = Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined))
      return fieldsOf({ ...standing, shared, ...given }, before)
    })
  }

  /** One's own views, and shared ones for managers. */
  remove(id: string): Promise<void> {
    return this.db.tx(async () => {
      const { is_shared } = await this.locked(id)
      if (is_shared && !mayShare()) throw new SharingRefused()
      await this.db.query('delete from views where tenant_id = current_tenant() and id = $1', [id])
      await this.outbox.append('view.changed', { ids: [id], action: 'deleted' })
    })
  }

  /** Opens the reader's list with this view from now on, or with none of hers. */
  setDefault(id: string, use: 'as default' | 'as any other'): Promise<Json> {
    return this.db.tx(async () => {
      // What a colleague keeps to herself is nobody's default.
      await this.one(id)
      await this.db.query(
        use === 'as default'
          ? `insert into view_defaults (tenant_id, user_id, list, view_id)
             select current_tenant(), current_actor(), v.list, v.id from views v where v.tenant_id = current_tenant() and v.id = $1
             on conflict (tenant_id, user_id, list) do update set view_id = excluded.view_id`
          : `delete from view_defaults where tenant_id = current_tenant() and user_id = current_actor() and view_id = $1`,
        [id],
      )
      return this.one(id)
    })
  }

  private edit(id: string, version: number | null, next: (before: StandingView) => ViewFields): Promise<Json> {
    return this.db.tx(async () => {
      const before = await this.locked(id)
      if (version !== null && version !== before.version) throw stale()
      const after = next(before)
      if ((before.is_shared || after.is_shared) && !mayShare()) throw new SharingRefused()
      if (before.is_shared && !after.is_shared && before.owner_id !== context().user) throw new ForeignView()
      const changes = changesBetween(before, after)
      // Who renames a view need not repair what it names.
      if (['filters', 'sort', 'columns'].some((name) => name in changes)) await this.assertReadable(before.list, after)
      if (Object.keys(changes).length) {
        const values = { ...valuesOf(changes), version: before.version + 1, updated_at: () => 'now()' }
        await this.db.entities().update(ViewEntity, { tenant_id: context().tenant as string, id }, values)
        await this.outbox.append('view.changed', { ids: [id], action: 'updated' })
      }
      return this.one(id)
    })
  }

  /** Throws a DomainError that names what the list cannot be asked for, as `filters.<name>`, `sort` or `columns`. */
  private async assertReadable(list: ViewList, { filters, sort, columns }: ViewFields): Promise<void> {
    const resource = this.lists.get(list)
    const problems: ErrorDetails = {}
    try {
      if ('sort' in filters) throw invalid({ sort: [say('bulk.no_place')] })
      await resource.assertSelectable(this.db, sort === null ? filters : { ...filters, sort })
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error
      for (const [name, messages] of Object.entries(error.details ?? {})) {
        problems[name === 'sort' && !('sort' in filters) ? name : `filters.${name}`] = messages
      }
    }
    const unknown = await resource.unknownColumns(this.db, columns)
    if (unknown.length) problems.columns = unknown.map((name) => say('view.column', { name }))
    if (Object.keys(problems).length) throw invalid(problems)
  }

  /** Throws missing() for what the reader does not see. */
  private async locked(id: string): Promise<StandingView> {
    await this.one(id)
    const [row] = await this.db.query<Omit<StandingView, 'filters'> & { filters: string }>(
      `select list, name, filters, sort, columns, is_shared, position, owner_id, version
         from views where tenant_id = current_tenant() and id = $1 ${mayShare() ? 'for update' : ''}`,
      [id],
    )
    if (!row) throw missing('view')
    return { ...row, filters: JSON.parse(row.filters) as Record<string, string> }
  }
}

function fieldsOf(dto: ReplaceViewDto, standing: Pick<ViewFields, 'position'>): ViewFields {
  const name = dto.name.trim()
  if (!name) throw invalid({ name: [say('rule.isNotEmpty')] })
  const { filters = {}, sort = null, columns = [], shared = false, position = standing.position } = dto
  refuseCardNumbers({ name, filters })
  return { name, filters, sort, columns, is_shared: shared, position }
}

function mayShare(): boolean {
  const { role } = context()
  const allowed: readonly Role[] = permissions['views.share']
  return role === 'system' || (role !== null && allowed.includes(role))
}
