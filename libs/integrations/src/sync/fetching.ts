// Asks a shop for one of its objects: something waits for it, or two events about one moment contradict each other.
import { Injectable } from '@nestjs/common'
import type { JobOf } from '@portolan/contracts'
import { Database } from '@portolan/platform'
import { Sources } from './sources'
import { Taking } from './taking'

@Injectable()
export class Fetching {
  constructor(
    private readonly db: Database,
    private readonly sources: Sources,
    private readonly taking: Taking,
  ) {}

  /** Does nothing for a shop that cannot be asked. Throws SourceRefused, so that it is tried again. */
  async fetch({ integration_id, object_type, external_id }: JobOf<'integrations.fetch'>): Promise<void> {
    const found = await this.sources.find(integration_id)
    if (!found?.opener.types.includes(object_type)) return
    const source = await found.opener.open(found.shop)
    const object = await source.fetch(object_type, external_id)
    const now = new Date().toISOString()
    await this.db.tx(async () => {
      if (object) await this.taking.take(found.shop, [object], null)
      else await this.taking.gone(found.shop, { type: object_type, external_id }, now)
    })
  }
}
