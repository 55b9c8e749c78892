import { Injectable } from '@nestjs/common'
import { Database, Json, missing, Outbox, say, unprocessable } from '@portolan/platform'
import { DuplicatesQueries } from './duplicates.queries'

@Injectable()
export class DuplicatesService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queries: DuplicatesQueries,
  ) {}

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
