import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { Pool } from 'pg'
import { settingsOf, type ConnectionOptions } from './data-source'

/** Connections of their own for reads that may take long; they are opened when somebody needs them. */
@Injectable()
export class SlowLane implements OnApplicationShutdown {
  readonly pool: Pool

  constructor({ url, pool, ...options }: Omit<ConnectionOptions, 'entities'>) {
    this.pool = new Pool({
      connectionString: url,
      max: pool,
      connectionTimeoutMillis: 5000,
      application_name: 'portolan-slow',
      // They are few, and a report's hundred thousand buyers are counted in memory.
      options: '-c work_mem=32MB',
      ...settingsOf(options),
    })
    // An idle connection that ends is replaced by the next one that is asked for.
    this.pool.on('error', () => undefined)
  }

  async onApplicationShutdown(): Promise<void> {
    // Applications are closed twice, as by a signal and by who started them.
    if (!this.pool.ending) await this.pool.end()
  }
}
