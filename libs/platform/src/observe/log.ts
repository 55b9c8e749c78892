// One JSON line per happening. No secret and no personal data beyond ids comes in here: errors of the database are
// stripped of the values that they quote.
import type { LoggerService } from '@nestjs/common'
import pino, { type LoggerOptions } from 'pino'
import { config } from '../config/config'
import { ambientContext } from '../database/context'

const secrets = ['authorization', 'cookie', 'password', 'token', 'access_token', 'refresh_token', 'secret', 'email']

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
  formatters: { level: (level) => ({ level }) },
  redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[redacted]' },
  serializers: { err: tellable },
}

export const log = pino(logOptions)

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
