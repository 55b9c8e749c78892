import { Injectable } from '@nestjs/common'
import { Database, missing, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { DeliveryUnderWay, SubscriptionDisabled } from '../subscriptions/subscription.errors'
import { deliveriesResource } from './deliveries.resource'
import { Replay } from './replay'

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: Database,
    private readonly replay: Replay,
  ) {}

  list(query: ListQuery): Promise<JsonPage> {
    return deliveriesResource.list(this.db, query)
  }

  one(id: string): Promise<Json> {
    return deliveriesResource.one(this.db, id)
  }

  /** Sends it again under the same id, whatever became of it. Throws DeliveryUnderWay and SubscriptionDisabled. */
  redeliver(id: string): Promise<Json> {
    return this.db.tx(async () => {
      const [row] = await this.db.query<{ status: string; subscription: string }>(
        `select d.status, s.status as subscription from webhook_deliveries d
           join webhook_subscriptions s on s.tenant_id = d.tenant_id and s.id = d.subscription_id
          where d.tenant_id = current_tenant() and d.id = $1 for update of d`,
        [id],
      )
      if (!row) throw missing('delivery')
      if (row.subscription === 'disabled') throw new SubscriptionDisabled()
      if (row.status === 'sending') throw new DeliveryUnderWay()
      await this.replay.again([id])
      return this.one(id)
    })
  }
}
