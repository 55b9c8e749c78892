import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { deliveriesList } from '../api/fn/webhooks/deliveries-list'
import { deliveriesOne } from '../api/fn/webhooks/deliveries-one'
import { deliveriesRedeliver } from '../api/fn/webhooks/deliveries-redeliver'
import { subscriptionsChange } from '../api/fn/webhooks/subscriptions-change'
import { subscriptionsCreate } from '../api/fn/webhooks/subscriptions-create'
import { subscriptionsList } from '../api/fn/webhooks/subscriptions-list'
import { subscriptionsOne } from '../api/fn/webhooks/subscriptions-one'
import { subscriptionsRemove } from '../api/fn/webhooks/subscriptions-remove'
import { subscriptionsReplay } from '../api/fn/webhooks/subscriptions-replay'
import { subscriptionsRotateSecret } from '../api/fn/webhooks/subscriptions-rotate-secret'
import { subscriptionsTest } from '../api/fn/webhooks/subscriptions-test'
import type { AttemptDto } from '../api/models/attempt-dto'
import type { DeliveryDto } from '../api/models/delivery-dto'
import type { EditSubscriptionDto } from '../api/models/edit-subscription-dto'
import type { ReplayDto } from '../api/models/replay-dto'
import type { ReplayedDto } from '../api/models/replayed-dto'
import type { SubscriptionDto } from '../api/models/subscription-dto'
import type { SubscriptionFieldsDto } from '../api/models/subscription-fields-dto'
import type { SubscriptionWithSecretDto } from '../api/models/subscription-with-secret-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import { asParams, type Query } from './query'

export type Attempt = AttemptDto
export type Delivery = DeliveryDto
export type Subscription = SubscriptionDto
export type SubscriptionFields = SubscriptionFieldsDto

@Injectable({ providedIn: 'root' })
export class Webhooks {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof subscriptionsList>> {
    return this.api.answer(subscriptionsList, asParams(query))
  }

  get(id: string): Observable<Subscription> {
    return this.api.data(subscriptionsOne, { id })
  }

  create(body: SubscriptionFieldsDto): Observable<SubscriptionWithSecretDto> {
    return this.api.data(subscriptionsCreate, { body })
  }

  update(id: string, version: number, body: EditSubscriptionDto): Observable<Subscription> {
    return this.api.data(subscriptionsChange, { id, body }, ifMatch(version))
  }

  remove(id: string): Observable<unknown> {
    return this.api.answer(subscriptionsRemove, { id })
  }

  rotateSecret(id: string): Observable<SubscriptionWithSecretDto> {
    return this.api.data(subscriptionsRotateSecret, { id, body: {} })
  }

  test(id: string): Observable<Delivery> {
    return this.api.data(subscriptionsTest, { id })
  }

  replay(id: string, body: ReplayDto): Observable<ReplayedDto> {
    return this.api.data(subscriptionsReplay, { id, body })
  }

  deliveries(query: Query): Observable<AnswerOf<typeof deliveriesList>> {
    return this.api.answer(deliveriesList, asParams(query))
  }

  delivery(id: string): Observable<Delivery> {
    return this.api.data(deliveriesOne, { id })
  }

  redeliver(id: string): Observable<Delivery> {
    return this.api.data(deliveriesRedeliver, { id })
  }
}

/** Attempts that succeeded, of all that were made in the last seven days; null when there were none. */
export function successRate({ succeeded, failed }: Subscription): number | null {
  return succeeded + failed === 0 ? null : succeeded / (succeeded + failed)
}
