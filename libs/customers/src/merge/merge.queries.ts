// The SQL of merges.
import { Injectable } from '@nestjs/common'
import { newId } from '@portolan/contracts'
import { context, Database, type Changes, type MovedRows } from '@portolan/platform'

export interface StandingMerge {
  readonly id: string
  readonly loser_id: string
  readonly winner_id: string
  readonly changes: Changes
  readonly tags: string[]
}

export interface LockedCustomer {
  readonly id: string
  readonly is_deleted: boolean
  /** Whom a merged customer was merged into. */
  readonly into_id: string | null
}

export interface NewMerge {
  readonly loser: string
  readonly winner: string
  readonly changes: Changes
  readonly tags: readonly string[]
  readonly email: { lower: string; of: 'winner' | 'loser' } | null
  readonly moved: MovedRows
}

const standing = 'm.id, m.loser_id, m.winner_id, m.changes::text as changes, m.tags'
type Row = Omit<StandingMerge, 'changes'> & { readonly changes: string }

@Injectable()
export class MergeQueries {
  constructor(private readonly db: Database) {}

  /** Locks customers in the order of their ids, as everybody does; those that are missing are left out. */
  async lock(ids: readonly string[]): Promise<Map<string, LockedCustomer>> {
    await this.db.query(
      `select from customers where tenant_id = current_tenant() and id = any($1::uuid[]) order by id for update`,
      [ids],
    )
    // A statement of its own: what others did while we waited is to be seen.
    const rows = await this.db.query<LockedCustomer>(
      `select c.id, c.deleted_at is not null as is_deleted, m.into_id
         from customers c
         left join customer_merges m on m.tenant_id = current_tenant() and m.loser_id = c.id and m.undone_at is null
        where c.tenant_id = current_tenant() and c.id = any($1::uuid[])`,
      [ids],
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** The living customer that a merged one is found at; null when she is not merged, or the reader may not see it. */
  async leadsTo(id: string): Promise<string | null> {
    const [row] = await this.db.read<{ id: string }>(
      `select c.id from customer_merges m join customers_v1 c on c.tenant_id = m.tenant_id and c.id = m.into_id
        where m.tenant_id = current_tenant() and m.loser_id = $1 and m.undone_at is null`,
      [id],
    )
    return row?.id ?? null
  }

  /** The standing merges from a customer up to who is left. */
  async upwards(id: string): Promise<StandingMerge[]> {
    const rows = await this.db.query<Row>(
      `with recursive up as (
         select m.*, 1 as step from customer_merges m
          where m.tenant_id = current_tenant() and m.loser_id = $1 and m.undone_at is null
          union all
         select m.*, up.step + 1 from up join customer_merges m
             on m.tenant_id = current_tenant() and m.loser_id = up.winner_id and m.undone_at is null)
       select ${standing} from up m order by m.step`,
      [id],
    )
    return rows.map((row) => ({ ...row, changes: JSON.parse(row.changes) as Changes }))
  }

  /** A customer and everybody who was merged into her, over however many steps. */
  async family(id: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `with recursive down as (
         select $1::uuid as id
          union
         select m.loser_id from down join customer_merges m
             on m.tenant_id = current_tenant() and m.winner_id = down.id and m.undone_at is null)
       select id from down`,
      [id],
    )
    return rows.map((row) => row.id)
  }

  async add({ loser, winner, changes, tags, email, moved }: NewMerge): Promise<void> {
    await this.db.query(
      `update customer_merges set into_id = $2 where tenant_id = current_tenant() and into_id = $1 and undone_at is null`,
      [loser, winner],
    )
    await this.db.query(
      `insert into customer_merges (tenant_id, id, loser_id, winner_id, into_id, changes, tags, email_lower, email_of,
                                    moved, merged_by)
       values (current_tenant(), $1, $2, $3, $3, $4::jsonb, $5::uuid[], $6, $7, $8::jsonb, $9)`,
      [
        newId(),
        loser,
        winner,
        JSON.stringify(changes),
        tags,
        email?.lower ?? null,
        email?.of ?? null,
        JSON.stringify(moved),
        context().user,
      ],
    )
  }

  /** Ends a merge: whoever was merged into its loser is found at her again, and her address is hers. */
  async end(id: string, loser: string, family: readonly string[]): Promise<void> {
    await this.db.query(
      `update customer_merges set undone_at = now(), undone_by = $2 where tenant_id = current_tenant() and id = $1`,
      [id, context().user],
    )
    await this.db.query(
      `update customer_merges set into_id = $1
        where tenant_id = current_tenant() and loser_id = any($2::uuid[]) and loser_id <> $1 and undone_at is null`,
      [loser, family],
    )
    await this.db.query(
      `update customer_merges m set email_lower = null, email_of = null from customers c
        where c.tenant_id = current_tenant() and c.id = $1 and m.tenant_id = current_tenant()
          and m.email_lower = c.email_lower and m.undone_at is null`,
      [loser],
    )
  }

  async rewrite(id: string, changes: Changes, tags: readonly string[]): Promise<void> {
    await this.db.query(
      `update customer_merges set changes = $2::jsonb, tags = $3::uuid[] where tenant_id = current_tenant() and id = $1`,
      [id, JSON.stringify(changes), tags],
    )
  }

  /** Out of every list, with all her fields. */
  async retire(id: string): Promise<void> {
    await this.db.query(
      `with retired as (
         update customers set deleted_at = now(), merged_at = now(), updated_at = now(), version = version + 1
          where tenant_id = current_tenant() and id = $1 returning id)
       select count_rows('customers', -1) from retired`,
      [id],
    )
  }

  async bringBack(id: string): Promise<void> {
    await this.db.query(
      `with back as (
         update customers set deleted_at = null, merged_at = null, updated_at = now(), version = version + 1
          where tenant_id = current_tenant() and id = $1 returning id)
       select count_rows('customers', 1) from back`,
      [id],
    )
  }

  /** Puts the loser's tags on the winner as well; answers those that she did not have. */
  async copyTags(loser: string, winner: string): Promise<string[]> {
    const rows = await this.db.query<{ tag_id: string }>(
      `insert into customer_tags (tenant_id, customer_id, tag_id)
       select current_tenant(), $2, tag_id from customer_tags where tenant_id = current_tenant() and customer_id = $1
       on conflict do nothing returning tag_id`,
      [loser, winner],
    )
    return rows.map(({ tag_id }) => tag_id)
  }

  /** Takes off what a merge put on; a tag that was taken off and put on again since stays. Answers what went. */
  async takeTags(merge: string, customer: string, tags: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ tag_id: string }>(
      `delete from customer_tags ct using customer_merges m
        where m.tenant_id = current_tenant() and m.id = $1 and ct.tenant_id = current_tenant()
          and ct.customer_id = $2 and ct.tag_id = any($3::uuid[]) and ct.created_at = m.merged_at
       returning ct.tag_id`,
      [merge, customer, tags],
    )
    return rows.map(({ tag_id }) => tag_id)
  }
}
