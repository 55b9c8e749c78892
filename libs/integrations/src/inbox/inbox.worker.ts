import { Injectable } from '@nestjs/common'
import { OnJob, type RunningJob } from '@portolan/platform'
import { HookRemoval } from '../connections/hook-removal'
import { ShopCheck } from '../connections/shop-check'
import { ShopifyTokens } from '../connections/shopify-tokens'
import { InboxRetention } from './inbox-retention'
import { Processing } from './processing'

/** The job door of integrations. */
@Injectable()
export class InboxWorker {
  constructor(
    private readonly processing: Processing,
    private readonly shops: ShopCheck,
    private readonly hooks: HookRemoval,
    private readonly tokens: ShopifyTokens,
    private readonly retention: InboxRetention,
  ) {}

  @OnJob('inbox.process')
  process({ payload }: RunningJob<'inbox.process'>): Promise<void> {
    return this.processing.run(payload.inbox_event_id)
  }

  @OnJob('integrations.check')
  check({ payload }: RunningJob<'integrations.check'>): Promise<void> {
    return this.shops.run(payload.integration_id)
  }

  @OnJob('integrations.remove-hooks')
  removeHooks({ payload }: RunningJob<'integrations.remove-hooks'>): Promise<void> {
    return this.hooks.run(payload)
  }

  @OnJob('integrations.keep-tokens')
  keepTokens(): Promise<void> {
    return this.tokens.keep()
  }

  @OnJob('inbox.prune')
  prune(): Promise<void> {
    return this.retention.prune()
  }
}
