// Limits on requests. Terms: a *bucket* counts the requests of one key in one window; Redis shares it between
// processes, and while Redis is away every process has a bucket of the same size.
import { createHash } from 'node:crypto'
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { config } from '../config/config'
import { DomainError } from '../errors'
import { Leases, type Left } from './leases'
import { RedisConnection } from './redis'

/**
 * `auth` counts refused attempts, by account and by address; `mail` counts every request that makes us write to
 * somebody, the same way; `inbound` counts by the second what a shop sends; `none` counts nothing.
 */
export type LimitClass = 'auth' | 'mail' | 'inbound' | 'none'
const limitKey = 'portolan:limit'

export function RateLimit(limit: LimitClass): MethodDecorator & ClassDecorator {
  return SetMetadata(limitKey, limit)
}

interface Use {
  readonly bucket: Bucket
  readonly key: string
}

class Bucket {
  private readonly limiter: RateLimiterAbstract
  private readonly leases: Leases

  constructor(
    redis: RedisConnection,
    name: string,
    readonly size: number,
    seconds: number,
  ) {
    const options = { keyPrefix: `portolan:limit:${name}`, points: size, duration: seconds }
    this.limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis.client,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    })
    this.leases = new Leases(this.limiter)
  }

  async take(key: string): Promise<Left> {
    try {
      const { remainingPoints, msBeforeNext } = await this.limiter.consume(key)
      return { remainingPoints, msBeforeNext, full: false }
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      return { remainingPoints: refused.remainingPoints, msBeforeNext: refused.msBeforeNext, full: true }
    }
  }

  /** The same for those who ask often: at once, where nobody has to be asked. */
  takeLeased(key: string): Left | Promise<Left> {
    return this.leases.takeOwn(key) ?? this.leases.take(key)
  }

  giveBack(key: string): void {
    void this.limiter.reward(key).catch(() => undefined)
  }
}

const hour = 3600
const quarter = 900

@Injectable()
export class RateLimits {
  private readonly anonymous: Bucket
  private readonly client: Bucket
  private readonly admin: Bucket
  private readonly console: Bucket
  private readonly accountAtAddress: Bucket
  private readonly account: Bucket
  private readonly address: Bucket
  private readonly mailsToAccount: Bucket
  private readonly mailsFromAddress: Bucket
  private readonly inbound: Bucket

  constructor(redis: RedisConnection) {
    this.anonymous = new Bucket(redis, 'anonymous', config.RATE_LIMIT_ANONYMOUS, hour)
    this.client = new Bucket(redis, 'client', config.RATE_LIMIT_CLIENT, hour)
    this.admin = new Bucket(redis, 'admin', config.RATE_LIMIT_ADMIN, hour)
    this.console = new Bucket(redis, 'console', config.RATE_LIMIT_CONSOLE, hour)
    // One address cannot lock everybody else out of an account, and many addresses cannot try without end.
    this.accountAtAddress = new Bucket(redis, 'sign-in', config.RATE_LIMIT_SIGN_IN, quarter)
    this.account = new Bucket(redis, 'sign-in-account', config.RATE_LIMIT_SIGN_IN * 10, quarter)
    this.address = new Bucket(redis, 'sign-in-address', config.RATE_LIMIT_SIGN_IN * 10, quarter)
    this.mailsToAccount = new Bucket(redis, 'mail-account', config.RATE_LIMIT_SIGN_IN, quarter)
    this.mailsFromAddress = new Bucket(redis, 'mail-address', config.RATE_LIMIT_SIGN_IN * 10, quarter)
    this.inbound = new Bucket(redis, 'inbound', config.RATE_LIMIT_INBOUND, 1)
  }

  /** The buckets that a request takes from; the first one is shown in its headers. */
  usesOf(request: FastifyRequest, limit: LimitClass | undefined): Use[] {
    const { caller } = request
    const address = addressKey(request.ip)
    if (limit === 'none') return []
    if (limit === 'auth') return this.authUses(request, address)
    if (limit === 'mail') return this.mailUses(request, address)
    if (limit === 'inbound') return [{ bucket: this.inbound, key: `${shopOf(request)}:${address}` }]
    if (!caller) return [{ bucket: this.anonymous, key: address }]
    if (caller.client === 'console') return [{ bucket: this.console, key: caller.session }]
    const bucket = caller.role === 'admin' ? this.admin : this.client
    return [{ bucket, key: `${caller.tenant}:${caller.user}` }]
  }

  private mailUses(request: FastifyRequest, address: string): Use[] {
    const account = accountKey(request)
    const fromAddress = { bucket: this.mailsFromAddress, key: address }
    return account === null ? [fromAddress] : [{ bucket: this.mailsToAccount, key: account }, fromAddress]
  }

  private authUses(request: FastifyRequest, address: string): Use[] {
    const account = accountKey(request)
    const atAddress = { bucket: this.address, key: address }
    if (account === null) return [atAddress]
    return [
      { bucket: this.accountAtAddress, key: `${account}:${address}` },
      { bucket: this.account, key: account },
      atAddress,
    ]
  }
}

/** Before the guard of access, so that guessed tokens are counted too. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RateLimits,
    private readonly reflector: Reflector,
  ) {}

  /** Throws a DomainError: 429 when a bucket is empty. */
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const http = execution.switchToHttp()
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()]
    const targets = [execution.getHandler(), execution.getClass()]
    const limit = this.reflector.getAllAndOverride<LimitClass | undefined>(limitKey, targets)
    const uses = this.limits.usesOf(request, limit)
    // Of attempts each is asked for: there are few, and they come from everywhere.
    const areMany = limit === undefined || limit === 'inbound'
    const taken = uses.map(({ bucket, key }) => (areMany ? bucket.takeLeased(key) : bucket.take(key)))
    const judge = (all: readonly Left[]): true => {
      letIn(reply, uses, all)
      if (limit === 'auth') request.onAnswer = (status) => giveBackUnlessRefused(uses, status)
      return true
    }
    if (!taken.some((left) => left instanceof Promise)) return judge(taken as Left[])
    return Promise.all(taken.map((left) => Promise.resolve(left))).then(judge)
  }
}

/** Shows what is left, and refuses when a bucket had no room. */
function letIn(reply: FastifyReply, uses: readonly Use[], taken: readonly Left[]): void {
  if (uses[0]) showLimit(reply, uses[0].bucket.size, taken[0])
  const full = taken.filter((left) => left.full).map(({ msBeforeNext }) => msBeforeNext)
  if (full.length) throw tooMany(Math.max(...full))
}

/** Only refused attempts count: who signs in properly may do so as often as they like. */
function giveBackUnlessRefused(uses: readonly Use[], status: number): void {
  const refused = status === 401 || status === 403 || status === 422
  if (!refused) uses.forEach(({ bucket, key }) => bucket.giveBack(key))
}

function showLimit(reply: FastifyReply, size: number, left: Left | undefined): void {
  const resetAt = Math.ceil((Date.now() + (left?.msBeforeNext ?? 0)) / 1000)
  void reply
    .header('x-ratelimit-limit', size)
    .header('x-ratelimit-remaining', left?.remainingPoints ?? 0)
    .header('x-ratelimit-reset', resetAt)
}

function tooMany(waitMs: number): DomainError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new DomainError('limited', 'rate.exceeded', `Too many requests; try again in ${seconds} seconds`, {
    params: { retry_after: seconds },
  })
}

/** The account that a request is about, whether there is one or not; null when the body names none. */
function accountKey({ body }: FastifyRequest): string | null {
  const { email } = (body ?? {}) as { email?: unknown }
  if (typeof email !== 'string') return null
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22)
}

/** Nobody has looked at the signature yet: with the address beside it, who forges events takes no room of the shop's. */
function shopOf({ params, headers }: FastifyRequest): string {
  const { integration_id = '' } = (params ?? {}) as { integration_id?: string }
  return (integration_id || String(headers['x-shopify-shop-domain'] ?? '')).toLowerCase().slice(0, 255)
}

/** One household of IPv6 addresses (/64) counts as one address. */
function addressKey(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  return address.split(':').slice(0, 4).join(':')
}
