import { Injectable } from '@nestjs/common'
import { Database, invalid, Json, missing, Outbox, say, unprocessable } from '@portolan/platform'
import { DuplicateGroupsQueries, widthOf } from './duplicate-groups.queries'
import type { DuplicateGroupsQueryDto, DuplicateReason } from './duplicates.dto'
import { DuplicatesQueries } from './duplicates.queries'

@Injectable()
export class DuplicatesService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: DuplicatesQueries,
    private readonly grouped: DuplicateGroupsQueries,
  ) {}

  /** Groups of customers who may be one person, by what they share. */
  async groups({ reason = 'email', after, limit = 20 }: DuplicateGroupsQueryDto): Promise<Json> {
    const { groups, next } = await this.grouped.next(reason, after === undefined ? null : keyIn(after, reason), limit)
    return new Json(`{"groups":${groups},"next":${JSON.stringify(next && cursorOf(next, reason))}}`)
  }

  /** Who may be the same person, with the reasons. */
  async of(id: string): Promise<Json> {
    const data = await this.queries.of(id)
    if (data === null) throw missing('customer')
    return new Json(data)
  }

  /** Somebody has looked: they are two people, and are not suggested to each other any more. */
  tellApart(id: string, other: string): Promise<void> {
    return this.db.tx(async () => {
      await this.assertTwo(id, other)
      if (await this.queries.tellApart(id, other)) await this.outbox.append('customer.told_apart', { ids: [id, other] })
    })
  }

  /** They may be one again. */
  takeBack(id: string, other: string): Promise<void> {
    return this.db.tx(async () => {
      await this.assertTwo(id, other)
      if (await this.queries.takeBack(id, other)) await this.outbox.append('customer.told_alike', { ids: [id, other] })
    })
  }

  private async assertTwo(id: string, other: string): Promise<void> {
    const living = await this.queries.living([id, other])
    if (!living.has(id.toLowerCase()) || !living.has(other.toLowerCase())) throw missing('customer')
    if (living.size < 2) {
      const message = say('duplicates.with_oneself')
      throw unprocessable('duplicates.with_oneself', 'A customer cannot be told apart from herself', {
        other_id: [message],
      })
    }
  }
}

function cursorOf(key: string, reason: DuplicateReason): string {
  return Buffer.from(JSON.stringify([reason, ...(JSON.parse(key) as string[])])).toString('base64url')
}

/** Throws a DomainError (400) for a cursor that is none of this reason. */
function keyIn(cursor: string, reason: DuplicateReason): string[] {
  const [of, ...key] = partsOf(Buffer.from(cursor, 'base64url').toString('utf8'))
  const isKey = key.every((part) => typeof part === 'string' && !/[\0\p{Cs}]/u.test(part))
  if (of !== reason || key.length !== widthOf(reason) || !isKey) throw invalid({ after: [say('list.cursor')] })
  return key as string[]
}

function partsOf(text: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(text)
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}
