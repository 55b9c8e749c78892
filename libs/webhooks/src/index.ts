import { SubscriptionEntity } from './subscriptions/subscription.entity'

export { LanePool } from './deliveries/lane-pool'
export { SubscriptionsService } from './subscriptions/subscriptions.service'
export { WebhooksApiModule, WebhooksModule, WebhooksWorkerModule } from './webhooks.module'
export const webhooksEntities = [SubscriptionEntity]
