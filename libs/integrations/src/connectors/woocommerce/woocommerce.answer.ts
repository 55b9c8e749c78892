// What a site's answer says before anybody reads what is in it: WordPress refuses as `{code, message, data: {status}}`,
// and what stands in front of it (a proxy, a firewall, the theme) in HTML.
import { retryAfter, type OutboundAnswer } from '@portolan/platform'
import type { RefusalKind } from '../source'

/** What may be wrong with the way in which we asked. */
export type Doubt = 'route' | 'keys'

export interface Refusal {
  readonly kind: RefusalKind
  readonly message: string
  readonly waitMs: number | null
  readonly doubt: Doubt | null
}

/** `refusal` is null for an answer, which is null in turn when the site does not have what was asked for. */
export type Verdict = { readonly refusal: Refusal } | { readonly refusal: null; readonly answer: OutboundAnswer | null }

export function refused(
  kind: RefusalKind,
  message: string,
  more: Partial<Refusal> = {},
): { readonly refusal: Refusal } {
  return { refusal: { kind, message: message.slice(0, 400), waitMs: null, doubt: null, ...more } }
}

export function verdictOf(answer: OutboundAnswer): Verdict {
  const { status, headers, body, truncated } = answer
  const error = status < 300 ? null : errorOf(body)
  if (status === 429 || status >= 500) return later(status, headers['retry-after'])
  if (status === 401)
    return refused('credentials', `the shop refuses our keys: ${error?.message ?? status}`, { doubt: 'keys' })
  if (status === 403) return forbidden(error)
  if (status === 404 || status === 410) return missing(answer, error)
  if (status >= 300 && status < 400) return elsewhere(status, headers.location)
  if (status < 200 || status > 299) return refused('nonsense', `the shop answered ${status}: ${error?.message ?? ''}`)
  if (truncated) return refused('unreachable', 'the shop’s answer broke off')
  if (!isJson(body)) return refused('nonsense', 'this does not answer as WooCommerce does', { doubt: 'route' })
  return { refusal: null, answer }
}

function later(status: number, header: string | undefined): Verdict {
  const seconds = retryAfter(header)
  const waitMs = seconds === null ? null : seconds * 1000
  if (status === 429) return refused('throttled', 'the shop asks us to be slower (429)', { waitMs })
  return refused('unreachable', `the shop answered ${status}`, { waitMs })
}

/** A firewall in front of the site forbids in HTML what the site itself would allow. */
function forbidden(error: SiteError | null): Verdict {
  if (error) return refused('credentials', `the shop refuses our keys: ${error.message}`)
  return refused('unreachable', 'something in front of the shop refuses us (403)')
}

function missing(answer: OutboundAnswer, error: SiteError | null): Verdict {
  if (error && error.code !== 'rest_no_route') return { refusal: null, answer: null }
  return refused('nonsense', `this does not answer as WooCommerce does (${answer.status})`, { doubt: 'route' })
}

/** Where it leads to is not ours to follow: keys would go with it. */
function elsewhere(status: number, location: string | undefined): Verdict {
  const where = location && URL.canParse(location) ? new URL(location).origin : null
  return refused('nonsense', `the site’s address leads elsewhere (${status}${where ? `: ${where}` : ''})`)
}

interface SiteError {
  readonly code: string
  readonly message: string
}

function errorOf(body: Buffer): SiteError | null {
  try {
    const { code, message } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    if (typeof code !== 'string') return null
    return { code, message: typeof message === 'string' && message ? message.slice(0, 300) : code }
  } catch {
    return null
  }
}

function isJson(body: Buffer): boolean {
  return /^[\s\uFEFF]*[{[]/.test(body.subarray(0, 100).toString('utf8'))
}
