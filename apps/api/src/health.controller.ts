import { Controller, Get, Res } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { Bare, Database, migrationFiles, Public, RateLimit, RedisConnection } from '@portolan/platform'

interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not ready'
  readonly checks: Readonly<Record<'database' | 'migrations' | 'redis', 'up' | 'down'>>
}

/** Anybody may ask, so an answer is kept for a moment: asking often costs nothing. */
const keptForMs = 1000

@ApiExcludeController()
@Public()
@RateLimit('none')
@Controller('health')
export class HealthController {
  private answer: { readonly readiness: Promise<Readiness>; readonly until: number } | null = null

  constructor(
    private readonly db: Database,
    private readonly redis: RedisConnection,
  ) {}

  /** Whether the process runs. Asks nobody else, so that a database away does not get it killed. */
  @Get('live')
  @Bare()
  live(): { status: 'live' } {
    return { status: 'live' }
  }

  /** Whether requests can be answered: 503 without the database or with migrations missing. */
  @Get('ready')
  @Bare()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    if (!this.answer || this.answer.until < Date.now()) {
      this.answer = { readiness: this.check(), until: Date.now() + keptForMs }
    }
    const readiness = await this.answer.readiness
    void reply.status(readiness.status === 'not ready' ? 503 : 200)
    return readiness
  }

  private async check(): Promise<Readiness> {
    const [migrations, redis] = await Promise.all([this.migrationsDone(), this.redis.isUp()])
    const checks = {
      database: migrations === null ? 'down' : 'up',
      migrations: migrations !== null && migrations >= migrationFiles().length ? 'up' : 'down',
      redis: redis ? 'up' : 'down',
    } as const
    if (checks.migrations === 'down') return { status: 'not ready', checks }
    return { status: redis ? 'ready' : 'degraded', checks }
  }

  /** Null when the database cannot say. */
  private async migrationsDone(): Promise<number | null> {
    try {
      const rows = await this.db.read<{ count: number }>('select count(*)::integer as count from migrations')
      return rows[0]?.count ?? 0
    } catch {
      return null
    }
  }
}
