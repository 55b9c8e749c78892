import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { config } from './config/config'
import { CustomerLinks } from './customer-links/customer-links'
import { assertRestrictedRole, createDataSource } from './database/data-source'
import { Vault } from './crypto/vault'
import { Database } from './database/database'
import { SlowLane } from './database/slow-lane'
import { FileLinks } from './files/file-links'
import { Files } from './files/files'
import { WrittenFiles } from './files/written-files'
import { MailContents } from './mail/mail-contents'
import { configuredMail, mailSettings } from './mail/mail.settings'
import { SystemMails } from './mail/system-mails'
import { Outbound } from './outbound/outbound'
import { Outbox } from './outbox/outbox'
import { PublicResources } from './public/public-resources'
import { WakeUps } from './queue/wake-ups'
import { RealtimeBus } from './realtime/realtime-bus'
import { DirtyDays } from './rollup/dirty-days'
import { Lists } from './http/resource/lists'
import { Timeline } from './timeline/timeline'

export interface PlatformOptions {
  readonly entities: DataSourceOptions['entities']
  /** 0 is no limit, for the worker. */
  readonly statementTimeoutMs: number
}

/** Where the runtime role connects to; tests set their own. */
export const databaseUrl = Symbol('database url')

@Global()
@Module({})
export class PlatformModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  static forRoot({ entities, statementTimeoutMs }: PlatformOptions): DynamicModule {
    const source = {
      provide: DataSource,
      inject: [databaseUrl],
      useFactory: (url: string) =>
        createDataSource({ url, pool: config.DATABASE_POOL, statementTimeoutMs, entities: entities ?? [] }),
    }
    const slowLane = {
      provide: SlowLane,
      inject: [databaseUrl],
      useFactory: (url: string) => new SlowLane({ url, pool: config.DATABASE_SLOW_POOL, statementTimeoutMs }),
    }
    const address = { provide: databaseUrl, useValue: config.DATABASE_URL }
    const mail = { provide: mailSettings, useValue: configuredMail }
    const outbound = { provide: Outbound, useFactory: () => new Outbound() }
    const files = [Files, FileLinks, WrittenFiles]
    const mails = [SystemMails, MailContents]
    const parts = [
      Database,
      Outbox,
      WakeUps,
      RealtimeBus,
      CustomerLinks,
      DirtyDays,
      Lists,
      Timeline,
      ...files,
      ...mails,
      PublicResources,
      Vault,
    ]
    return {
      module: PlatformModule,
      providers: [address, source, slowLane, mail, outbound, ...parts],
      exports: [DataSource, mailSettings, Outbound, ...parts],
    }
  }

  // Connects here and not in the factory, so that the OpenAPI document can be built without a database.
  async onModuleInit(): Promise<void> {
    if (!this.source.isInitialized) await this.source.initialize()
    await assertRestrictedRole(this.source)
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy()
  }
}
