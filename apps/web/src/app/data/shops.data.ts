import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { inboxEventsList } from '../api/fn/integrations/inbox-events-list'
import { inboxEventsOne } from '../api/fn/integrations/inbox-events-one'
import { inboxEventsReplay } from '../api/fn/integrations/inbox-events-replay'
import { integrationsChange } from '../api/fn/integrations/integrations-change'
import { integrationsCheck } from '../api/fn/integrations/integrations-check'
import { integrationsConnect } from '../api/fn/integrations/integrations-connect'
import { integrationsDisconnect } from '../api/fn/integrations/integrations-disconnect'
import { integrationsList } from '../api/fn/integrations/integrations-list'
import { integrationsOne } from '../api/fn/integrations/integrations-one'
import { shopifyConnectBegin } from '../api/fn/integrations/shopify-connect-begin'
import { syncCancel } from '../api/fn/integrations/sync-cancel'
import { syncGaps } from '../api/fn/integrations/sync-gaps'
import { syncList } from '../api/fn/integrations/sync-list'
import { syncOne } from '../api/fn/integrations/sync-one'
import { syncStart } from '../api/fn/integrations/sync-start'
import { wooCommerceHandoversBegin } from '../api/fn/integrations/woo-commerce-handovers-begin'
import { wooCommerceHandoversState } from '../api/fn/integrations/woo-commerce-handovers-state'
import type { ConnectIntegrationDto } from '../api/models/connect-integration-dto'
import type { EditIntegrationDto } from '../api/models/edit-integration-dto'
import type { HandoverDto } from '../api/models/handover-dto'
import type { HandoverRequestDto } from '../api/models/handover-request-dto'
import type { HandoverStateDto } from '../api/models/handover-state-dto'
import type { InboxEventDto } from '../api/models/inbox-event-dto'
import type { IntegrationDto } from '../api/models/integration-dto'
import type { IntegrationHealthDto } from '../api/models/integration-health-dto'
import type { IntegrationWithSecretDto } from '../api/models/integration-with-secret-dto'
import type { ShopifyConnectDto } from '../api/models/shopify-connect-dto'
import type { ShopifyConnectionDto } from '../api/models/shopify-connection-dto'
import type { SyncGapDto } from '../api/models/sync-gap-dto'
import type { SyncRunDto } from '../api/models/sync-run-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import { asParams, type Query } from './query'

export type Shop = IntegrationDto
export type ShopEvent = InboxEventDto
export type ShopHealth = IntegrationHealthDto
export type ShopRun = SyncRunDto
export type ShopGap = SyncGapDto
export type Handover = HandoverStateDto
export type Platform = IntegrationDto['platform']

@Injectable({ providedIn: 'root' })
export class Shops {
  private readonly api = apiCalls()

  list(query: Query): Observable<AnswerOf<typeof integrationsList>> {
    return this.api.answer(integrationsList, asParams(query))
  }

  get(id: string): Observable<Shop> {
    return this.api.data(integrationsOne, { id })
  }

  connect(body: ConnectIntegrationDto): Observable<IntegrationWithSecretDto> {
    return this.api.data(integrationsConnect, { body })
  }

  update(id: string, version: number, body: EditIntegrationDto): Observable<Shop> {
    return this.api.data(integrationsChange, { id, body }, ifMatch(version))
  }

  check(id: string): Observable<Shop> {
    return this.api.data(integrationsCheck, { id })
  }

  disconnect(id: string): Observable<Shop> {
    return this.api.data(integrationsDisconnect, { id })
  }

  /** Where the shop's owner agrees to hand over keys. */
  handOver(body: HandoverRequestDto): Observable<HandoverDto> {
    return this.api.data(wooCommerceHandoversBegin, { body })
  }

  /** Where the shop's owner agrees to let the app in; the way back works in this browser only. */
  consent(body: ShopifyConnectDto): Observable<ShopifyConnectionDto> {
    return this.api.data(shopifyConnectBegin, { body })
  }

  handover(id: string): Observable<Handover> {
    return this.api.data(wooCommerceHandoversState, { handover_id: id })
  }

  health(id: string): Observable<ShopHealth> {
    return this.api.data(syncOne, { id })
  }

  sync(id: string, kind: ShopRun['kind']): Observable<ShopRun> {
    return this.api.data(syncStart, { id, body: { kind } })
  }

  cancelRun(id: string, run: string): Observable<ShopRun> {
    return this.api.data(syncCancel, { id, run_id: run })
  }

  runs(id: string, query: Query): Observable<AnswerOf<typeof syncList>> {
    return this.api.answer(syncList, { ...asParams(query), id })
  }

  gaps(id: string, query: Query): Observable<AnswerOf<typeof syncGaps>> {
    return this.api.answer(syncGaps, { ...asParams(query), id })
  }

  events(query: Query): Observable<AnswerOf<typeof inboxEventsList>> {
    return this.api.answer(inboxEventsList, asParams(query))
  }

  event(id: string): Observable<ShopEvent> {
    return this.api.data(inboxEventsOne, { id })
  }

  replay(id: string): Observable<ShopEvent> {
    return this.api.data(inboxEventsReplay, { id })
  }
}

/** What each platform is connected with; those that end in `?` may be left out. */
export const credentialsOf: Readonly<Record<Platform, readonly string[]>> = {
  shopify: ['shop_domain', 'client_secret', 'client_id?', 'access_token?'],
  woocommerce: ['site_url', 'consumer_key?', 'consumer_secret?', 'webhook_secret?'],
  custom: ['webhook_secret?'],
}
