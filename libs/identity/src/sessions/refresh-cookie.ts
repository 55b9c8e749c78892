import type { FastifyReply, FastifyRequest } from 'fastify'
import { config } from '@portolan/platform'
import { ForeignOrigin, RefreshRefused } from './auth.errors'
import type { SignedInDto } from './auth.dto'
import type { SignedIn } from './sign-in.service'

// No `__Host-` prefix: browsers accept that with Path=/ only, and then every request would carry the token.
const name = 'portolan_refresh'
const attributes = {
  path: '/api/v1/auth',
  httpOnly: true,
  sameSite: 'strict' as const,
  secure: config.PUBLIC_URL.startsWith('https:'),
}

type Carrier = 'cookie' | 'token'

/** The answer to a sign-in or refresh; in `cookie` form the refresh token leaves as a cookie. */
export async function handOver(
  reply: FastifyReply,
  carrier: Carrier,
  signing: Promise<SignedIn>,
): Promise<SignedInDto> {
  const { accessToken, expiresIn, refreshToken, refreshExpiresAt, user } = await signing
  if (carrier === 'cookie') void reply.setCookie(name, refreshToken, { ...attributes, expires: refreshExpiresAt })
  return {
    access_token: accessToken,
    ...(carrier === 'token' ? { refresh_token: refreshToken } : {}),
    token_type: 'Bearer',
    expires_in: expiresIn,
    user: user as unknown as SignedInDto['user'],
  }
}

/** Trades the refresh token of the body, else of the cookie, for the next one. Throws RefreshRefused, ForeignOrigin. */
export async function exchange(
  request: FastifyRequest,
  reply: FastifyReply,
  given: string | undefined,
  refresh: (token: string) => Promise<SignedIn>,
): Promise<SignedInDto> {
  if (given !== undefined) return handOver(reply, 'token', refresh(given))
  const token = request.cookies[name]
  if (!token) throw new RefreshRefused()
  assertOwnPage(request)
  try {
    return await handOver(reply, 'cookie', refresh(token))
  } catch (error) {
    if (error instanceof RefreshRefused) void reply.clearCookie(name, attributes)
    throw error
  }
}

/** Takes the cookie back once the session has ended. Throws ForeignOrigin before anything has. */
export async function forget(request: FastifyRequest, reply: FastifyReply, end: () => Promise<void>): Promise<void> {
  const carried = request.cookies[name] !== undefined
  if (carried) assertOwnPage(request)
  await end()
  if (carried) void reply.clearCookie(name, attributes)
}

/**
 * Cookies come along by themselves, so the page that asks must be ours: of the address that was called, of PUBLIC_URL,
 * or of an origin that is allowed. SameSite alone lets pages of sibling domains through. Throws ForeignOrigin.
 */
function assertOwnPage({ headers, protocol, host }: FastifyRequest): void {
  const own = [`${protocol}://${host}`, originOf(config.PUBLIC_URL), ...config.CORS_ORIGINS]
  if (!headers.origin || !own.includes(headers.origin)) throw new ForeignOrigin()
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : ''
}
