// Apart from everything that reads settings when it is loaded.
import Redis from 'ioredis'

/**
 * A Redis for a spec about limits, which others at the same address must not fill: none at all for one process, whose
 * buckets are its own then; for several an empty database that they share.
 */
export async function redisForLimits(): Promise<string> {
  if (process.env.E2E_PROCESSES !== 'many') return 'redis://127.0.0.1:1'
  const url = new URL(process.env.REDIS_URL ?? '')
  url.pathname = '/9'
  const redis = new Redis(url.href)
  await redis.flushdb()
  await redis.quit()
  return url.href
}
