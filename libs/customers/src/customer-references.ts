// Finds the customers that orders speak of, and makes those that are not there yet: set-based, and safe when many do
// it at once. Terms: an *account* is one customer in one source, named by (source, external_id). Its row in
// customer_identities is claimed first, and who claims it makes the customer; who comes second waits for that
// transaction at the unique index and then finds the row.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { Database, Outbox } from '@portolan/platform'
import type { CustomerProfile, CustomerReference } from './customer.commands'
import { unknownCustomer } from './customer.errors'
import { cleanEmail, cleanProfile } from './customer-profile'
import * as statements from './customer-references.statements'
import { followingColumns } from './customers.queries'
import { zoneOf } from './zones'

const mostIdsOfEvent = 500
const mostRounds = 5

interface Account {
  readonly key: string
  readonly source: string
  readonly external_id: string
  readonly email: string | null
  /** Cleaned when she is made; most of those whom orders name are there already. */
  readonly profile: CustomerProfile
}

/** Who a reference means, and whom it names where that one was merged into her. */
export interface ResolvedCustomer {
  readonly id: string | null
  readonly named: string | null
}

interface Found {
  readonly key: string
  readonly by_identity: string | null
  readonly identity_named: string | null
  readonly is_deleted: boolean
  readonly by_email: string | null
  readonly email_named: string | null
}

@Injectable()
export class CustomerReferences {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Ids in the order of the references, null for null. The account wins, then the e-mail, else a customer is made. What
   * is there is never overwritten; a deleted customer whose account orders again is restored. Throws a DomainError
   * (422) when an id names no customer.
   */
  async findOrCreateMany(references: readonly (CustomerReference | null)[]): Promise<(string | null)[]> {
    return (await this.resolveMany(references)).map(({ id }) => id)
  }

  /** The same with whom each names: ids and accounts of merged people lead to who is left. */
  resolveMany(references: readonly (CustomerReference | null)[]): Promise<ResolvedCustomer[]> {
    return this.db.tx(async () => {
      const byId = await this.known(references.flatMap((given) => (given && 'id' in given ? [given.id] : [])))
      const { ids, named } = await this.resolve(accountsOf(references))
      return references.map((reference) => {
        if (!reference) return { id: null, named: null }
        if ('id' in reference) return byId.get(reference.id.toLowerCase()) ?? { id: null, named: null }
        const key = keyOf(reference)
        return { id: ids.get(key) ?? null, named: named.get(key) ?? null }
      })
    })
  }

  private async known(given: readonly string[]): Promise<Map<string, ResolvedCustomer>> {
    const wanted = [...new Set(given.map((id) => id.toLowerCase()))]
    if (!wanted.length) return new Map()
    const rows = await this.db.query<{ given: string; id: string; is_merged: boolean }>(statements.known, [wanted], {
      prepare: wanted.length < 20,
    })
    if (rows.length < wanted.length) throw unknownCustomer()
    return new Map(rows.map((row) => [row.given, { id: row.id, named: row.is_merged ? row.given : null }]))
  }

  private async resolve(
    accounts: ReadonlyMap<string, Account>,
  ): Promise<{ ids: Map<string, string>; named: Map<string, string | null> }> {
    const resolved = new Map<string, string>()
    const named = new Map<string, string | null>()
    const made: string[] = []
    let open = [...accounts.values()]
    for (let round = 1; open.length > 0; round++) {
      if (round > mostRounds) throw new Error('customers change faster than they can be found')
      const found = await this.find(open)
      await this.restore(found)
      for (const { key, by_identity, identity_named } of found) {
        if (!by_identity) continue
        resolved.set(key, by_identity)
        named.set(key, identity_named)
      }
      const byEmail = new Map(found.map((row) => [row.key, row]))
      const claimed = await this.claim(
        open.filter(({ key }) => !resolved.has(key)),
        byEmail,
      )
      for (const key of claimed.ids.keys()) named.set(key, byEmail.get(key)?.email_named ?? null)
      for (const [key, id] of claimed.ids) resolved.set(key, id)
      made.push(...claimed.made)
      // Somebody else claimed these in the meantime; the next look finds what they made.
      open = open.filter(({ key }) => !resolved.has(key))
    }
    await this.tell(made)
    return { ids: resolved, named }
  }

  private find(accounts: readonly Account[]): Promise<Found[]> {
    return this.db.query<Found>(statements.find, [
      accounts.map(({ key }) => key),
      accounts.map(({ source }) => source),
      accounts.map(({ external_id }) => external_id),
      accounts.map(({ email }) => email),
    ])
  }

  private async restore(found: Found[]): Promise<void> {
    const deleted = [...new Set(found.filter(({ is_deleted }) => is_deleted).map(({ by_identity }) => by_identity))]
    if (!deleted.length) return
    // A living customer who has the deleted one's e-mail by now is the same person: her account moves there.
    const moved = await this.db.query<{ from_id: string; to_id: string }>(statements.moveToHolderOfEmail, [deleted])
    const target = new Map(moved.map(({ from_id, to_id }) => [from_id, to_id]))
    found.forEach((row, index) => {
      const to = row.by_identity && target.get(row.by_identity)
      if (to) found[index] = { ...row, by_identity: to, identity_named: null }
    })
    const [answer] = await this.db.query<{ ids: string[] }>(statements.restore, [
      deleted.filter((id) => !target.has(id as string)),
    ])
    for (const ids of inEvents(answer?.ids ?? [])) await this.outbox.append('customer.restored', { ids })
  }

  /** Claims accounts, makes the customers of those that have none, and answers what was claimed. */
  private async claim(
    accounts: readonly Account[],
    byEmail: ReadonlyMap<string, Found>,
  ): Promise<{ ids: Map<string, string>; made: string[] }> {
    if (!accounts.length) return { ids: new Map(), made: [] }
    const owners = proposedOwners(accounts, byEmail)
    const claimed = await this.db.query<{ source: string; external_id: string; customer_id: string }>(
      statements.claim,
      [
        accounts.map(() => newId()),
        accounts.map(({ source }) => source),
        accounts.map(({ external_id }) => external_id),
        accounts.map(({ key }) => owners.get(key)),
        accounts.map(({ key }) => byEmail.get(key)?.email_named ?? null),
      ],
    )
    const ids = new Map(claimed.map((row) => [keyOf(row), row.customer_id]))
    const makers = new Map<string, Account>()
    for (const account of accounts) {
      const id = ids.get(account.key)
      if (id && id !== byEmail.get(account.key)?.by_email && !makers.has(id)) makers.set(id, account)
    }
    return { ids, made: await this.make(makers, ids) }
  }

  private async make(makers: ReadonlyMap<string, Account>, ids: Map<string, string>): Promise<string[]> {
    if (!makers.size) return []
    const [workspace] = await this.db.query<{ timezone: string }>(statements.home)
    if (!workspace) throw new Error('there is no such tenant')
    const rows = [...makers].map(([id, account]) => {
      const profile = cleanProfile(account.profile)
      const fields = { ...profile, timezone: profile.timezone ?? zoneOf(profile, workspace.timezone) }
      return { id, ...fields, ...followingColumns(fields) }
    })
    const [answer] = await this.db.query<{ ids: string[] }>(statements.make, [JSON.stringify(rows)])
    const made = new Set(answer?.ids)
    const late = [...makers].filter(([id]) => !made.has(id))
    if (!late.length) return [...made]
    // Their e-mails were taken between the look and the insert; the claims move to who has them now.
    const moved = await this.db.query<{ from_id: string; to_id: string }>(statements.moveToEmail, [
      late.map(([id]) => id),
      late.map(([, { email }]) => email),
    ])
    const target = new Map(moved.map(({ from_id, to_id }) => [from_id, to_id]))
    if (target.size < late.length) throw new Error('an e-mail address was taken and given back at once; try again')
    for (const [key, id] of ids) ids.set(key, target.get(id) ?? id)
    return [...made]
  }

  private async tell(made: readonly string[]): Promise<void> {
    for (const ids of inEvents(made)) await this.outbox.append('customer.created', { ids })
  }
}

function keyOf({ source, external_id }: { readonly source: string; readonly external_id: string }): string {
  return JSON.stringify([source, external_id])
}

/** One account for each key; the first reference that names it says who she is. */
function accountsOf(references: readonly (CustomerReference | null)[]): Map<string, Account> {
  const accounts = new Map<string, Account>()
  for (const reference of references) {
    if (!reference || 'id' in reference) continue
    const key = keyOf(reference)
    if (accounts.has(key)) continue
    const { source, external_id, profile } = reference
    accounts.set(key, { key, source, external_id, email: cleanEmail(profile), profile })
  }
  return accounts
}

/** Whose each account shall be: the holder of its e-mail, else a new customer, shared by accounts with one e-mail. */
function proposedOwners(accounts: readonly Account[], byEmail: ReadonlyMap<string, Found>): Map<string, string> {
  const newByEmail = new Map<string, string>()
  return new Map(
    accounts.map((account) => {
      const { key } = account
      const email = account.email?.toLowerCase()
      const owner = byEmail.get(key)?.by_email ?? (email && newByEmail.get(email)) ?? newId()
      if (email) newByEmail.set(email, owner)
      return [key, owner]
    }),
  )
}

function inEvents(ids: readonly string[]): string[][] {
  const events: string[][] = []
  for (let start = 0; start < ids.length; start += mostIdsOfEvent) events.push(ids.slice(start, start + mostIdsOfEvent))
  return events
}
