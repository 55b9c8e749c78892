// The browser that was sent to a shop keeps the state, so that no other one can bring it back. Lax, because it comes
// back from the shop's site.
import { config } from '@portolan/platform'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { stateMinutes } from './shopify-connects'

const name = 'portolan_shopify'
const attributes = {
  path: '/api/v1/integrations/shopify',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: config.PUBLIC_URL.startsWith('https:'),
}

export async function sendOff<Answer>(
  reply: FastifyReply,
  begun: Promise<{ state: string; answer: Answer }>,
): Promise<Answer> {
  const { state, answer } = await begun
  void reply.setCookie(name, state, { ...attributes, maxAge: stateMinutes * 60 })
  return answer
}

export async function bringBack(
  request: FastifyRequest,
  reply: FastifyReply,
  end: (query: string, carried: string | undefined) => Promise<string>,
): Promise<void> {
  const address = await end(request.url.split('?').slice(1).join('?'), request.cookies[name])
  await reply.clearCookie(name, attributes).redirect(address, 302)
}
