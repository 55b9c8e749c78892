import { Injectable, type OnApplicationShutdown } from '@nestjs/common'
import Redis from 'ioredis'
import { config } from '../config/config'

/** Redis for what may be lost: limits on requests. Commands fail at once while it is away, they never wait. */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  readonly client = new Redis(config.REDIS_URL, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: 500,
    retryStrategy: (times) => Math.min(times * 200, 5000),
  })

  constructor() {
    // Who uses it falls back by itself, and /health/ready tells.
    this.client.on('error', () => undefined)
  }

  async isUp(): Promise<boolean> {
    return this.client.ping().then(
      (answer) => answer === 'PONG',
      () => false,
    )
  }

  onApplicationShutdown(): void {
    this.client.disconnect()
  }
}
