// Brings in the people of a file, a chunk at a time, in sets. A person is found by her account, then by her e-mail
// address. What the rules of customers have against one of them refuses her alone.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { type Changes, Database, Outbox, say } from '@portolan/platform'
import type { ImportCustomer, ImportedCustomer, OnDuplicate } from './customer.commands'
import { CustomerFigures } from './customer-figures'
import * as statements from './customer-import.statements'
import { CustomersQueries, followingColumns, type CustomerFields, type TenantDefaults } from './customers.queries'
import { fieldValueTaken } from './fields/custom-field.errors'
import {
  columnsOf,
  type Decided,
  type Ground,
  type Incoming,
  joined,
  judge,
  newCustomer,
  outcomeOf,
  parts,
  rounds,
  type Standing,
} from './customer-verdicts'
import { TagsService } from './tags.service'

const mostRounds = 5

@Injectable()
export class CustomerImport {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: CustomersQueries,
    private readonly figures: CustomerFigures,
    private readonly tags: TagsService,
  ) {}

  /** What `prepare` goes by. Inside `tx` only. */
  defaults(): Promise<TenantDefaults> {
    return this.queries.defaults()
  }

  /** Makes ready, without the database, what a person becomes should nobody know her; most people of a file are new. */
  prepare(command: ImportCustomer, defaults: TenantDefaults): ImportCustomer {
    const { account, fields, assigned_to_email, tags } = command
    if (assigned_to_email) return command
    return { account, fields, assigned_to_email, tags, asNew: newCustomer(command, defaults, null) }
  }

  /** What became of each, in the order of the commands, and the tags that were made for them. Inside `tx` only. */
  async importMany(
    commands: readonly ImportCustomer[],
    onDuplicate: OnDuplicate,
  ): Promise<{ customers: ImportedCustomer[]; tags: string[] }> {
    const results = new Map<number, ImportedCustomer>()
    const ground = { defaults: await this.queries.defaults(), onDuplicate }
    const known = await this.withMembers(commands, results)
    const made = await this.tags.define([...new Set(known.flatMap(({ tags }) => tags))])
    for (const round of rounds(known)) await this.bring(round, ground, results)
    await this.tell([...results.values()])
    return { customers: commands.map((_, place) => results.get(place) as ImportedCustomer), tags: made }
  }

  /** Those whose members are known here; the others are refused. */
  private async withMembers(
    commands: readonly ImportCustomer[],
    results: Map<number, ImportedCustomer>,
  ): Promise<Incoming[]> {
    const emails = [...new Set(commands.flatMap((one) => one.assigned_to_email?.toLowerCase() ?? []))]
    const found = emails.length
      ? await this.db.query<{ id: string; email_lower: string }>(statements.members, [emails])
      : []
    const members = new Map(found.map(({ id, email_lower }) => [email_lower, id]))
    return commands.flatMap((command, place) => {
      const { account, fields, assigned_to_email, tags, asNew } = command
      const email = assigned_to_email?.toLowerCase()
      const assigned_to = (email && members.get(email)) ?? null
      if (!email || assigned_to) return [{ account, fields, assigned_to_email, tags, asNew, place, assigned_to }]
      results.set(place, { refused: { assigned_to: ['There is no such active member'] } })
      return []
    })
  }

  /** Others may bring in the same people at once: who lost an account or an e-mail address to them looks again. */
  private async bring(
    round: readonly Incoming[],
    ground: Ground,
    results: Map<number, ImportedCustomer>,
  ): Promise<void> {
    let open = round
    for (let attempt = 1; open.length; attempt++) {
      if (attempt > mostRounds) throw new Error('customers change faster than they can be found')
      const decided = await this.decide(open, ground, results)
      const won = await this.claim(await this.withOwnValues(decided, ground, results))
      const written = await this.write(won, ground).catch((error: unknown) => {
        // Somebody else gave one of the values to a row meanwhile.
        throw fieldValueTaken(error) ?? error
      })
      for (const [one, identity] of written) results.set(one.incoming.place, outcomeOf(one, identity))
      await this.putTags([...written.keys()])
      open = open.filter(({ place }) => !results.has(place))
    }
  }

  private async decide(
    open: readonly Incoming[],
    ground: Ground,
    results: Map<number, ImportedCustomer>,
  ): Promise<Decided[]> {
    const found = await this.db.query<{ by_identity: string | null; by_email: string | null; key: string }>(
      statements.findStanding,
      [
        open.map(({ place }) => String(place)),
        open.map(({ account }) => account?.source ?? null),
        open.map(({ account }) => account?.external_id ?? null),
        open.map(({ fields }) => fields.email?.trim() ?? null),
      ],
      { prepare: true },
    )
    const byPlace = new Map(found.map((row) => [Number(row.key), row]))
    const ids = found.flatMap(({ by_identity, by_email }) => [by_identity, by_email].filter((id) => id !== null))
    await this.figures.lock(ids)
    const standing = await this.lockedMany(ids)
    return open.flatMap((incoming) => {
      const { by_identity = null, by_email = null } = byPlace.get(incoming.place) ?? {}
      const owner = by_identity ?? by_email
      const before = owner === null ? null : (standing.get(owner) ?? null)
      // Gone while we waited for its lock.
      if (owner !== null && !before) return []
      const claims = by_identity === null && incoming.account !== null
      const verdict = judge(incoming, { before, claims }, by_email, ground)
      if ('claims' in verdict) return [verdict]
      results.set(incoming.place, verdict)
      return []
    })
  }

  /** Those whose values of unique fields are theirs alone; the others are refused. */
  private async withOwnValues(
    decided: readonly Decided[],
    { defaults: { rules } }: Ground,
    results: Map<number, ImportedCustomer>,
  ): Promise<Decided[]> {
    const values = decided.flatMap(({ id, fields, incoming: { place } }) =>
      rules.uniqueOf(fields.custom_fields).map(([key, value]) => ({ place, id, key, value })),
    )
    const taken = await this.queries.takenValues(
      values,
      decided.map(({ id }) => id),
    )
    for (const { place, key } of taken)
      results.set(place, { refused: { [`custom_fields.${key}`]: [say('field.taken')] } })
    return decided.filter(({ incoming }) => !results.has(incoming.place))
  }

  /**
   * Which of these customers this very transaction has made, and the accounts that it gave to the others: both carry
   * its time as that of their making.
   */
  async madeHere(
    ids: readonly string[],
  ): Promise<{ customers: string[]; identities: { id: string; customer_id: string }[] }> {
    if (!ids.length) return { customers: [], identities: [] }
    const made = await this.db.query<{ id: string }>(statements.madeHere, [ids])
    const customers = made.map(({ id }) => id)
    const identities = await this.db.query<{ id: string; customer_id: string }>(statements.accountsMadeHere, [
      ids.filter((id) => !customers.includes(id)),
    ])
    return { customers, identities }
  }

  /** Locks customers and answers them as they stand; those who were merged into others are deleted. */
  async lockedMany(ids: readonly string[]): Promise<Map<string, Standing>> {
    if (!ids.length) return new Map()
    await this.figures.lockAll(ids)
    // A statement of its own: what others wrote while we waited is to be seen.
    const rows = await this.db.query<Omit<Standing, 'fields'> & { fields: string }>(statements.standing, [
      [...new Set(ids)],
    ])
    return new Map(rows.map((row) => [row.id, { ...row, fields: JSON.parse(row.fields) as CustomerFields }]))
  }

  /** Those who need no account or got theirs, with its id. */
  private async claim(decided: readonly Decided[]): Promise<Map<Decided, string | null>> {
    const claiming = decided.filter(({ claims }) => claims)
    const claimed = claiming.length
      ? await this.db.query<{ id: string; customer_id: string }>(statements.claim, [
          claiming.map(() => newId()),
          claiming.map(({ incoming }) => incoming.account?.source),
          claiming.map(({ incoming }) => incoming.account?.external_id),
          claiming.map(({ id }) => id),
        ])
      : []
    const accounts = new Map(claimed.map(({ id, customer_id }) => [customer_id, id]))
    return new Map(
      decided.flatMap((one): [Decided, string | null][] => {
        const identity = accounts.get(one.id) ?? null
        return one.claims && identity === null ? [] : [[one, identity]]
      }),
    )
  }

  /** Those that were written. */
  private async write(
    won: ReadonlyMap<Decided, string | null>,
    ground: Ground,
  ): Promise<ReadonlyMap<Decided, string | null>> {
    const [fresh, old] = [
      [...won.keys()].filter(({ before }) => !before),
      [...won.keys()].filter(({ before }) => before),
    ]
    const changed = old.filter(({ changes }) => Object.keys(changes).some((name) => name !== 'tags'))
    if (changed.length) await this.update(changed.map(({ id, fields }) => ({ id, ...fields })))
    const late = await this.insert(fresh, ground.defaults)
    return late.size ? new Map([...won].filter(([one]) => !late.has(one))) : won
  }

  /** Writes the fields of customers that are locked; versions go forward. */
  async update(rows: readonly ({ id: string } & CustomerFields)[]): Promise<void> {
    const whole = rows.map((row) => ({ ...row, ...followingColumns(row) }))
    const [first] = whole
    if (first) await this.db.query(statements.updateRows(columnsOf(first)), [JSON.stringify(whole)])
  }

  /** Answers those whose e-mail addresses were taken in the meantime. */
  private async insert(fresh: readonly Decided[], { currency }: TenantDefaults): Promise<Set<Decided>> {
    const [first] = fresh
    if (!first) return new Set()
    const [answer] = await this.db.query<{ ids: string[] }>(
      statements.insertRows(columnsOf({ ...first.fields, ...followingColumns(first.fields) })),
      [`[${fresh.map(({ row }) => row).join(',')}]`, currency],
      { prepare: true },
    )
    const made = new Set(answer?.ids)
    const late = fresh.filter(({ id }) => !made.has(id))
    if (late.length) await this.db.query(statements.giveBack, [late.map(({ id }) => id)])
    return new Set(late)
  }

  private async putTags(written: readonly Decided[]): Promise<void> {
    const pairs = written.flatMap(({ id, incoming }) => incoming.tags.map((name) => [id, name] as const))
    if (!pairs.length) return
    await this.db.query(statements.putTags, [pairs.map(([id]) => id), pairs.map(([, name]) => name)])
  }

  private async tell(results: readonly ImportedCustomer[]): Promise<void> {
    const rows = results.flatMap((one) => ('id' in one ? [one] : []))
    const created = [...new Set(rows.filter(({ outcome }) => outcome === 'created').map(({ id }) => id))]
    await this.outbox.appendMany(
      'customer.created',
      parts(created).map((ids) => ({ ids })),
    )
    const changes = new Map<string, Changes>()
    for (const { id, outcome, changes: more } of rows)
      if (outcome === 'updated') changes.set(id, joined(changes.get(id), more))
    await this.outbox.appendMany(
      'customer.updated',
      parts([...changes.keys()]).map((ids) => ({
        ids,
        changes: Object.fromEntries(ids.map((id) => [id, changes.get(id) ?? {}])),
      })),
    )
  }
}
