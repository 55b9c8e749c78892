import { timingSafeEqual } from 'node:crypto'
import { Controller, Get, Req, Res } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Bare, config, metrics, missing, Public, RateLimit } from '@portolan/platform'

@ApiExcludeController()
@Public()
@RateLimit('none')
@Controller('metrics')
export class MetricsController {
  /** Prometheus metrics, for METRICS_TOKEN; without one, for this machine only. Others find nothing here. */
  @Get()
  @Bare()
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!mayRead(request)) throw missing('route')
    void reply.header('content-type', metrics.contentType)
    return metrics.metrics()
  }
}

function mayRead({ headers, ip }: FastifyRequest): boolean {
  if (config.METRICS_TOKEN) return sameText(headers.authorization ?? '', `Bearer ${config.METRICS_TOKEN}`)
  // A proxy on this machine speaks for others.
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return !forwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip)
}

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
