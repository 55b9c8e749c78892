// Two rows that are one person become one, and two again. Terms: the *winner* is left, the *loser* stands for her from
// then on. A winner may lose later; who is left at the end of such a chain is where all of it is found.
import { Injectable } from '@nestjs/common'
import { changesBetween, CustomerLinks, Database, Outbox, type Changes, type Json } from '@portolan/platform'
import { emailTakenIsSaid } from '../customer.errors'
import { CustomerFigures } from '../customer-figures'
import { CustomersQueries, type VersionedCustomer } from '../customers.queries'
import { customersResource } from '../customers.resource'
import type { MergeCustomersDto } from './merge.dto'
import {
  choiceUnclear,
  CustomerMerged,
  MergedMeanwhile,
  mergeWithOneself,
  NotMerged,
  unknownInMerge,
} from './merge.errors'
import { followingChanges, mergeChanges, newValues, revertedValues, valueAt, withValues } from './merge.fields'
import { MergeQueries, type LockedCustomer, type StandingMerge } from './merge.queries'

type Choices = Pick<MergeCustomersDto, 'fields' | 'custom_fields'>

@Injectable()
export class MergeService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly customers: CustomersQueries,
    private readonly figures: CustomerFigures,
    private readonly links: CustomerLinks,
    private readonly queries: MergeQueries,
  ) {}

  /** Throws CustomerMerged where one of them is merged already, and a DomainError (422) for one who is not there. */
  async merge(dto: MergeCustomersDto): Promise<Json> {
    const { winner_id: winner, loser_ids: losers } = dto
    if (losers.includes(winner)) throw mergeWithOneself()
    const unclear = losersChosen(dto)
    if (losers.length > 1 && unclear.length) throw choiceUnclear(unclear)
    return emailTakenIsSaid(
      this.db.tx(async () => {
        const locked = await this.queries.lock([winner, ...losers])
        assertLiving(locked.get(winner), 'winner_id')
        for (const loser of losers) assertLiving(locked.get(loser), 'loser_ids')
        const before = await this.customers.locked(winner)
        for (const loser of losers) await this.mergeOne(winner, loser, dto)
        await this.figures.refresh([winner, ...losers])
        const changes = changed(before, await this.customers.locked(winner))
        await this.outbox.append('customer.merged', {
          ids: [winner],
          merged_ids: losers,
          changes: { [winner]: changes },
        })
        return customersResource.one(this.db, winner)
      }),
    )
  }

  /**
   * Brings a merged customer back with all that names her, what came since included; what was edited since stays with
   * who is left. Throws NotMerged, and EmailTaken when somebody else has one of their addresses by now.
   */
  unmerge(id: string): Promise<Json> {
    return emailTakenIsSaid(
      this.db.tx(async () => {
        const chain = await this.lockedChain(id)
        const [merge] = chain
        const left = chain.at(-1)?.winner_id
        if (!merge || !left) throw await this.whyNot(id)
        const family = await this.queries.family(id)
        const changes = await this.giveBack(chain)
        await this.queries.end(merge.id, id, family)
        await this.queries.bringBack(id)
        await this.links.undo(left, id, family)
        await this.figures.refresh([id, left])
        await this.outbox.append('customer.unmerged', { ids: [id], from_id: left, changes: { [left]: changes } })
        return customersResource.one(this.db, id)
      }),
    )
  }

  private async mergeOne(winner: string, loser: string, choices: Choices): Promise<void> {
    const [one, other] = [await this.customers.locked(winner), await this.customers.locked(loser)]
    const changes = mergeChanges(one, other, choices.fields ?? {}, choices.custom_fields)
    // First the loser goes: the winner may take her address.
    await this.queries.retire(loser)
    await this.customers.update(winner, one, withValues(one, newValues(changes)))
    const tags = await this.queries.copyTags(loser, winner)
    const moved = await this.links.repoint(loser, winner)
    await this.queries.add({ loser, winner, changes, tags, email: emailGivenUp(one, other, changes), moved })
  }

  /** The merges from a customer up to who is left, everybody locked. */
  private async lockedChain(id: string): Promise<StandingMerge[]> {
    const seen = await this.queries.upwards(id)
    await this.queries.lock([id, ...seen.map(({ winner_id }) => winner_id)])
    const chain = await this.queries.upwards(id)
    if (chain.map((merge) => merge.id).join() !== seen.map((merge) => merge.id).join()) throw new MergedMeanwhile()
    return chain
  }

  /** Gives the winner back what the merge changed of her, and whoever has it from her by later merges likewise. */
  private async giveBack([merge, ...later]: readonly StandingMerge[]): Promise<Changes> {
    if (!merge) return {}
    let tags = await this.queries.takeTags(merge.id, merge.winner_id, merge.tags)
    let reverted = await this.revert(merge.winner_id, merge.changes)
    for (const next of later) {
      const { changes, follow } = followingChanges(next.changes, reverted)
      const followed = tags.filter((tag) => next.tags.includes(tag))
      tags = await this.queries.takeTags(next.id, next.winner_id, followed)
      await this.queries.rewrite(
        next.id,
        changes,
        next.tags.filter((tag) => !followed.includes(tag)),
      )
      reverted = await this.revert(next.winner_id, follow)
    }
    return reverted
  }

  /** Answers what each field was, and is now; counts the edit in any case, because rows go as well. */
  private async revert(id: string, changes: Changes): Promise<Changes> {
    const before = await this.customers.standing(id)
    const values = revertedValues(before, changes)
    await this.customers.update(id, before, withValues(before, values))
    return Object.fromEntries([...values].map(([path, value]) => [path, [valueAt(before, path), value]]))
  }

  private async whyNot(id: string): Promise<Error> {
    await this.customers.locked(id)
    return new NotMerged()
  }
}

/** Paths of a request that take the loser's value. */
function losersChosen({ fields, custom_fields }: Choices): string[] {
  const paths = (prefix: string, choices: object) =>
    Object.entries(choices).flatMap(([name, choice]) => (choice === 'loser' ? [prefix + name] : []))
  return [...paths('fields.', fields ?? {}), ...paths('custom_fields.', custom_fields ?? {})]
}

function assertLiving(customer: LockedCustomer | undefined, field: 'winner_id' | 'loser_ids'): void {
  if (customer?.into_id) throw new CustomerMerged(customer.into_id)
  if (!customer || customer.is_deleted) throw unknownInMerge(field)
}

/** The address of the two that nobody has now. */
function emailGivenUp(winner: VersionedCustomer, loser: VersionedCustomer, changes: Changes) {
  const of = changes.email ? 'winner' : 'loser'
  const email = of === 'winner' ? winner.email : loser.email
  return email === null ? null : ({ lower: email.toLowerCase(), of } as const)
}

function changed(before: VersionedCustomer, after: VersionedCustomer): Changes {
  const { version: _, ...fields } = after
  return changesBetween(before, fields)
}
