import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import Redis from 'ioredis'
import { config } from '../config/config'

/** Redis for what may be lost: limits on requests. Commands fail at once while it is away, they never wait. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  readonly client = new Redis(config.REDIS_URL, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: 500,
    disconnectTimeout: 200,
    retryStrategy: (times) => Math.min(times * 200, 5000),
  })

  constructor() {
    // Who uses it falls back by itself, and /health/ready tells.
    this.client.on('error', () => undefined)
  }

  onModuleInit(): void {
    // Not awaited: a process starts without Redis too.
    this.client.connect().catch(() => undefined)
  }

  async isUp(): Promise<boolean> {
    return this.client.ping().then(
      (answer) => answer === 'PONG',
      () => false,
    )
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.client.status !== 'ready') this.client.disconnect()
    else await this.client.quit().catch(() => undefined)
  }
}
