import { Injectable } from '@nestjs/common'
import { newId, permissions, type Role } from '@portolan/contracts'
import {
  changesBetween,
  context,
  Database,
  type Json,
  type JsonPage,
  type ListQuery,
  missing,
  Outbox,
  stale,
  timelineResource,
  valuesOf,
} from '@portolan/platform'
import { assertContact } from './contact-rules'
import type { CustomerReference } from './customer.commands'
import type { CreateCustomerDto, CustomerFieldsDto } from './customer.dto'
import { AssignmentRefused, emailTakenIsSaid, unknownAssignee } from './customer.errors'
import { fieldsOf, mergedFields } from './customer.fields'
import { CustomerFigures } from './customer-figures'
import { CustomerReferences, type ResolvedCustomer } from './customer-references'
import { CustomersQueries, type CustomerFields, type VersionedCustomer } from './customers.queries'
import { customersResource, identitiesResource } from './customers.resource'
import { TagsService } from './tags.service'

@Injectable()
export class CustomersService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: CustomersQueries,
    private readonly references: CustomerReferences,
    private readonly figures: CustomerFigures,
    private readonly tags: TagsService,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return customersResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return customersResource.one(this.db, id)
  }

  async timeline(id: string, query: ListQuery): Promise<JsonPage> {
    await this.queries.assertVisible(id)
    return timelineResource.list(this.db, query, { customer_id: await this.queries.withMerged(id) })
  }

  async identities(id: string, query: ListQuery): Promise<JsonPage> {
    await this.queries.assertVisible(id)
    return identitiesResource.list(this.db, query, { customer_id: id })
  }

  /** Throws EmailTaken. What an agent makes is assigned to her. */
  create({ tags = [], ...dto }: CreateCustomerDto): Promise<Json> {
    return emailTakenIsSaid(
      this.db.tx(async () => {
        const id = newId()
        const defaults = await this.queries.defaults()
        const assigned_to = await this.assignee(dto.assigned_to, ownId())
        const fields = fieldsOf(dto, defaults)
        assertContact(fields, null)
        await this.queries.insert(id, { ...fields, assigned_to }, defaults.currency)
        await this.tags.put(id, tags)
        await this.outbox.append('customer.created', { ids: [id] })
        return this.one(id)
      }),
    )
  }

  /** Replaces a customer's own fields; the assignment stays unless it is given. Throws EmailTaken. */
  replace(id: string, dto: CustomerFieldsDto, version: number | null): Promise<Json> {
    return this.edit(id, version, async (before) => ({
      ...fieldsOf(dto, await this.queries.defaults(), before),
      assigned_to: await this.assignee(dto.assigned_to, before.assigned_to),
    }))
  }

  /** Changes what is given. Throws EmailTaken. */
  change(id: string, dto: CustomerFieldsDto, version: number | null): Promise<Json> {
    return this.edit(id, version, async (before) => ({
      ...mergedFields(before, dto, await this.queries.defaults()),
      assigned_to: await this.assignee(dto.assigned_to, before.assigned_to),
    }))
  }

  /** Into the trash: orders and history stay, the e-mail is free for others. */
  remove(id: string): Promise<void> {
    return this.db.tx(async () => {
      if (!(await this.queries.remove(id))) throw missing('customer')
      await this.outbox.append('customer.deleted', { ids: [id] })
    })
  }

  /** Throws EmailTaken when somebody else has the e-mail by now. A living customer is answered as she is. */
  restore(id: string): Promise<Json> {
    return emailTakenIsSaid(
      this.db.tx(async () => {
        if (await this.queries.restore(id)) await this.outbox.append('customer.restored', { ids: [id] })
        return this.one(id)
      }),
    )
  }

  /** Puts tags on a customer; names that are new become tags where the caller may define them. */
  putTags(id: string, names: readonly string[]): Promise<Json> {
    return this.db.tx(async () => {
      await this.queries.locked(id)
      await this.tellTags(id, await this.tags.put(id, names))
      return this.one(id)
    })
  }

  removeTag(id: string, tagId: string): Promise<void> {
    return this.db.tx(async () => {
      await this.queries.locked(id)
      await this.tellTags(id, await this.tags.take(id, tagId))
    })
  }

  /** See CustomerReferences. */
  resolveMany(references: readonly (CustomerReference | null)[]): Promise<ResolvedCustomer[]> {
    return this.references.resolveMany(references)
  }

  /** Locks those of these people who live; answers them. Who else is meant by an id, resolveMany() says. */
  async lockLiving(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.figures.lockAll(ids)).living)
  }

  /** See CustomerReferences. */
  findOrCreateMany(references: readonly (CustomerReference | null)[]): Promise<(string | null)[]> {
    return this.references.findOrCreateMany(references)
  }

  /** See CustomerFigures: lock, then write orders, then refresh, all in one transaction. */
  lock(ids: readonly string[], resolved: readonly ResolvedCustomer[] = []): Promise<void> {
    return this.figures.lock(ids, resolved)
  }

  refreshFigures(ids: readonly string[]): Promise<void> {
    return this.figures.refresh(ids)
  }

  /** Figures that `work` would refresh step by step are refreshed once, at its end. Inside `tx` only. */
  figuresOnce<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.figures.together(work)
  }

  /** Brings up to `limit` customers behind `after` to the tenant's currency; answers the last one, null at the end. */
  async refreshNext(after: string | null, limit: number): Promise<string | null> {
    const ids = await this.figures.next(after, limit)
    await this.figures.lock(ids)
    await this.figures.refresh(ids)
    return ids.length < limit ? null : (ids.at(-1) ?? null)
  }

  private edit(
    id: string,
    version: number | null,
    next: (before: VersionedCustomer) => Promise<CustomerFields>,
  ): Promise<Json> {
    return emailTakenIsSaid(
      this.db.tx(async () => {
        const before = await this.queries.locked(id)
        if (version !== null && version !== before.version) throw stale()
        const after = await next(before)
        assertContact(after, before)
        const changes = changesBetween(before, after)
        if (Object.keys(changes).length) {
          await this.queries.update(id, before, valuesOf(changes))
          await this.outbox.append('customer.updated', { ids: [id], changes: { [id]: changes } })
        }
        return this.one(id)
      }),
    )
  }

  /** Who shall look after a customer: the wish where it may be had, else what stands. */
  private async assignee(wish: string | null | undefined, standing: string | null): Promise<string | null> {
    if (wish === undefined || wish === standing) return standing
    if (!may('customers.assign')) throw new AssignmentRefused()
    if (wish !== null && !(await this.queries.isActiveMember(wish))) throw unknownAssignee()
    return wish
  }

  private async tellTags(id: string, { before, after }: { before: string[]; after: string[] }): Promise<void> {
    const changes = changesBetween({ tags: before }, { tags: after })
    if (Object.keys(changes).length) {
      await this.outbox.append('customer.updated', { ids: [id], changes: { [id]: changes } })
    }
  }
}

function may(permission: 'customers.assign'): boolean {
  const { role } = context()
  const allowed: readonly Role[] = permissions[permission]
  return role === 'system' || (role !== null && allowed.includes(role))
}

/** The agent herself, who sees what is assigned to her only; nobody for everybody else. */
function ownId(): string | null {
  const { role, user } = context()
  return role === 'agent' ? user : null
}
