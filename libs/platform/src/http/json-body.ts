// Bodies are read strictly: what PostgreSQL could not store, what JavaScript would round and what would reach a
// prototype never gets to a route.
import type { Language } from '@portolan/contracts'
import type { FastifyInstance } from 'fastify'
import { DomainError, invalid } from '../errors'
import { say } from './messages'
import { addRawBodies, isRaw } from './raw-body'

const deepest = 20
const mostValues = 100_000
const reaching = new Set(['__proto__', 'constructor', 'prototype'])

/** Makes JSON the only kind of body that routes understand; those with `@RawBody()` get theirs as it came. */
export function addJsonParser(fastify: FastifyInstance): void {
  // Keys that reach a prototype are refused below, by their name.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore')
  fastify.removeAllContentTypeParsers()
  addRawBodies(fastify)
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (isRaw(request)) return done(null, bytes)
    const text = bytes.toString('utf8')
    if (text.length === 0) return done(null, undefined)
    return parse(request, text, (error, body: unknown) => {
      if (error)
        return done(new DomainError('malformed', 'body.malformed', 'The body is not valid JSON', { cause: error }))
      try {
        const twice = keyGivenTwice(text)
        if (body === null) throw new DomainError('malformed', 'body.malformed', 'The body must be an object')
        if (twice !== null) throw invalid({ [twice]: [say('body.twice', {}, request.language)] })
        return done(null, checked(body, request.language))
      } catch (refusal) {
        return done(refusal as Error)
      }
    })
  })
}

/** The first key that an object names twice, where readers would differ on which one counts. `text` is valid JSON. */
export function keyGivenTwice(text: string): string | null {
  const objects: (Set<string> | null)[] = []
  let keyNext = false
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g)) {
    const open = objects.at(-1)
    if (token === '{' || token === '[') objects.push(token === '{' ? new Set() : null)
    else if (token === '}' || token === ']') objects.pop()
    else if (open && keyNext && token !== ',') {
      const key = JSON.parse(token) as string
      if (open.has(key)) return key.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd').slice(0, 100)
      open.add(key)
    }
    keyNext = token === '{' || token === ','
  }
  return null
}

interface Place {
  readonly value: unknown
  readonly path: string
  readonly depth: number
}

function checked(body: unknown, language: Language): unknown {
  const waiting: Place[] = [{ value: body, path: '', depth: 0 }]
  for (let seen = 0; ; seen++) {
    const place = waiting.pop()
    if (!place) return body
    if (seen > mostValues || place.depth > deepest) {
      throw new DomainError('malformed', 'body.too_complex', 'The body is nested too deeply or has too many values')
    }
    checkValue(place, language)
    if (typeof place.value !== 'object' || place.value === null) continue
    for (const [key, value] of Object.entries(place.value)) {
      const path = place.path ? `${place.path}.${key}` : key
      if (reaching.has(key)) throw invalid({ [path]: [say('body.key', {}, language)] })
      checkValue({ ...place, value: key }, language)
      waiting.push({ value, path, depth: place.depth + 1 })
    }
  }
}

function checkValue({ value, path }: Place, language: Language): void {
  if (typeof value === 'string' && /[\0\p{Cs}]/u.test(value))
    throw invalid({ [path || 'body']: [say('body.text', {}, language)] })
  if (typeof value !== 'number') return
  const rounded = Number.isInteger(value) && !Number.isSafeInteger(value)
  if (rounded || !Number.isFinite(value)) throw invalid({ [path || 'body']: [say('body.number', {}, language)] })
}
