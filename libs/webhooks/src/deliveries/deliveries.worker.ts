import { Injectable } from '@nestjs/common'
import { publicEventNames, type PublicEventName } from '@portolan/contracts'
import { Handlers, OnEvent, OnEvents, OnJob, type DomainEvent, type RunningJob } from '@portolan/platform'
import { DisabledMail } from '../subscriptions/disabled-mail'
import { LanePool } from './lane-pool'
import { Publication } from './publication'
import { Replay } from './replay'
import { Retention } from './retention'

/** The event and job door of webhooks; `webhooks` is the line of work that sends. */
@Injectable()
export class DeliveriesWorker {
  constructor(
    private readonly publication: Publication,
    private readonly replay: Replay,
    private readonly retention: Retention,
    private readonly mail: DisabledMail,
    lanes: LanePool,
    handlers: Handlers,
  ) {
    handlers.addLine('webhooks', () => lanes.fill())
    handlers.addAudience('webhooks', (names) => publication.wanted(names))
  }

  @OnEvents('webhooks', publicEventNames, { ordered: true })
  onEvents(events: readonly DomainEvent[]): Promise<void> {
    return this.publication.publish(events as readonly DomainEvent<PublicEventName>[])
  }

  @OnEvent('webhooks.notice', ['subscription.disabled'])
  async onDisabled({ payload }: DomainEvent): Promise<void> {
    for (const id of payload.ids) await this.mail.tell(id)
  }

  @OnJob('webhooks.replay')
  onReplay(job: RunningJob<'webhooks.replay'>): Promise<'again' | 'done'> {
    return this.replay.step(job)
  }

  @OnJob('webhooks.prune')
  onPrune(): Promise<void> {
    return this.retention.prune()
  }
}
