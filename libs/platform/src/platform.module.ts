import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { assertRestrictedRole, runtimeDataSource } from './database/data-source'
import { Database } from './database/database'
import { Outbox } from './outbox/outbox'
import { WakeUps } from './queue/wake-ups'
import { DirtyDays } from './rollup/dirty-days'
import { Timeline } from './timeline/timeline'

export interface PlatformOptions {
  readonly entities: DataSourceOptions['entities']
  /** 0 is no limit, for the worker. */
  readonly statementTimeoutMs: number
}

@Global()
@Module({})
export class PlatformModule implements OnModuleInit, OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  static forRoot({ entities, statementTimeoutMs }: PlatformOptions): DynamicModule {
    const source = { provide: DataSource, useFactory: () => runtimeDataSource(entities, statementTimeoutMs) }
    const parts = [Database, Outbox, WakeUps, DirtyDays, Timeline]
    return { module: PlatformModule, providers: [source, ...parts], exports: [DataSource, ...parts] }
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
