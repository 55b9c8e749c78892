import { Module, type OnModuleInit } from '@nestjs/common'
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core'
import { AuditWorker } from '../audit/audit.worker'
import { MailCatcher } from '../mail/mail-catcher'
import { MailWorker } from '../mail/mail.worker'
import { Smtp } from '../mail/smtp'
import { EventBatches } from './event-batches'
import { EventJobs } from './event-jobs'
import {
  chunkAskerKey,
  eventHandlerKey,
  Handlers,
  jobHandlerKey,
  type ChunkAsker,
  type EventHandler,
  type EventsHandler,
  type JobHandler,
  type MarkedSubscription,
} from './handlers'
import type { JobName } from '@portolan/contracts'
import { Claims } from './claims'
import { JobOrder } from './job-order'
import { JobPayloads } from './job-payloads'
import { JobRunner } from './job-runner'
import { JobPruning } from './prune'
import { Relay } from './relay'
import { Scheduler } from './scheduler'

/** Relay, runner and handlers; the domains' WorkerModules bring their own handlers. `WorkerLoop` keeps them going. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    Handlers,
    Claims,
    JobOrder,
    JobPayloads,
    Relay,
    JobRunner,
    Scheduler,
    EventJobs,
    EventBatches,
    JobPruning,
    AuditWorker,
    Smtp,
    MailWorker,
    MailCatcher,
  ],
  exports: [Handlers, Relay, JobRunner, Scheduler],
})
export class WorkerRuntimeModule implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly handlers: Handlers,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders() as { instance: Record<string, unknown> | null }[]) {
      if (!instance || typeof instance !== 'object') continue
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = instance[name]
        if (typeof method === 'function') this.collect(instance, method as (...parameters: never[]) => unknown)
      }
    }
  }

  private collect(instance: object, method: (...parameters: never[]) => unknown): void {
    const subscription = this.reflector.get<MarkedSubscription | undefined>(eventHandlerKey, method)
    const job = this.reflector.get<JobName | undefined>(jobHandlerKey, method)
    const asker = this.reflector.get<JobName | undefined>(chunkAskerKey, method)
    const bound: unknown = method.bind(instance)
    if (subscription?.takes === 'one') this.handlers.addEvent(subscription, bound as EventHandler)
    if (subscription?.takes === 'many') this.handlers.addEvents(subscription, bound as EventsHandler)
    if (job) this.handlers.addJob(job, bound as JobHandler)
    if (asker) this.handlers.addAsker(asker, bound as ChunkAsker)
  }
}
