// One JSON line per happening. No secret and no personal data beyond ids comes in here: errors of the database are
// stripped of the values that they quote.
import type { LoggerService } from '@nestjs/common'
import pino, { type LoggerOptions } from 'pino'
import { config } from '../config/config'
import { ambientContext } from '../database/context'

const secrets = new Set([
  'authorization',
  'cookie',
  'password',
  'token',
  'access_token',
  'refresh_token',
  'secret',
  'email',
])

type Facts = Record<string, unknown>

/**
 * A line's facts without what stands under a secret's name, one level deep too. Not pino's redaction: it reads every path
 * anew for every value of every line, which took longer than writing the line.
 */
function redacted(facts: Facts, depth = 0): Facts {
  let clean: Facts | null = null
  for (const name in facts) {
    const value = facts[name]
    // Errors have a serializer of their own.
    const looksInside = depth === 0 && name !== 'err' && typeof value === 'object' && value !== null
    const told = secrets.has(name) ? '[redacted]' : looksInside ? redacted(value as Facts, 1) : value
    if (told !== value) (clean ??= { ...facts })[name] = told
  }
  return clean ?? facts
}

/** What may be told of an error. Messages of database errors quote rows, so only their names are kept. */
export function tellable(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table } = error as Error & Record<string, unknown>
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const quotesRows = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)
  return {
    type: error.name,
    message: quotesRows ? undefined : error.message,
    code,
    constraint,
    table,
    stack: frames.join('\n'),
    cause: error.cause === undefined ? undefined : tellable(error.cause),
  }
}

export const logOptions: LoggerOptions = {
  level: config.LOG_LEVEL,
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  // Ties a line to the request, event or job that it belongs to.
  mixin: () => {
    const ambient = ambientContext()
    return ambient ? { correlation: ambient.correlation, tenant: ambient.tenant ?? undefined } : {}
  },
  formatters: { level: (level) => ({ level }), log: redacted },
  serializers: { err: tellable },
}

// Lines leave in blocks: writing each by itself took a tenth of what a fast list takes. None waits longer than this, and
// none is lost when the process ends by itself.
const longestWaitMs = 100
const destination = pino.destination({ sync: false, minLength: 4096 })
setInterval(() => destination.flush(), longestWaitMs).unref()

export const log = pino(logOptions, destination)

/** Nest's own lines, in the same form. */
export class NestLog implements LoggerService {
  log(message: unknown, ...rest: unknown[]): void {
    log.debug({ context: rest.at(-1) }, String(message))
  }

  warn(message: unknown, ...rest: unknown[]): void {
    log.warn({ context: rest.at(-1) }, String(message))
  }

  error(message: unknown, ...rest: unknown[]): void {
    const error = message instanceof Error ? tellable(message) : { message: String(message) }
    log.error({ err: error, context: rest.at(-1) }, 'error')
  }

  debug(): void {
    // Nest's debug lines tell nothing about the product.
  }

  verbose(): void {
    // As above.
  }
}
