// Bodies that no platform sends: recorded ones with something in them missing, null, of another type or huge.
import fc from 'fast-check'
import { sharedFixtures } from '@portolan/testing'
import type { Platform } from '@portolan/contracts'
import { connectors } from '.'
import { Unreadable } from './connector'

interface Fixture {
  readonly topic?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}
type Path = readonly (string | number)[]

const nothing = Symbol('left out')
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    nothing,
    null,
    '',
    ' ',
    '-0',
    '1e400',
    'NaN',
    '2026-02-30T10:00:00Z',
    '+275760-09-13T00:00:00Z',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(20_000),
    '9'.repeat(400),
    `${'9'.repeat(14)}.9999999999`,
    '\u0000',
    '\ud800',
    '__proto__',
  ),
  fc.constantFrom<unknown>([], {}, [[]], [null], true, 0, -1, 1.5, 1e308, -1e-308, Number.MAX_SAFE_INTEGER),
  fc.jsonValue({ maxDepth: 2 }),
)
const mutations = fc.array(fc.tuple(fc.nat(), nonsense), { minLength: 1, maxLength: 4 })

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...at, name]))]
}

function mutated(body: unknown, changes: readonly (readonly [number, unknown])[]): unknown {
  let result: unknown = structuredClone(body)
  for (const [place, given] of changes) {
    const value = given === nothing ? given : structuredClone(given)
    const paths = pathsOf(result)
    const path = paths[place % paths.length] ?? []
    if (!path.length) result = value === nothing ? undefined : value
    else {
      const parent = path.slice(0, -1).reduce((part, name) => (part as Record<string, unknown>)[name], result)
      if (value === nothing) Reflect.deleteProperty(parent as object, path.at(-1) ?? '')
      else Object.assign(parent as object, { [path.at(-1) ?? '']: value })
    }
  }
  return result
}

const told = (platform: Platform): Fixture[] =>
  [...(sharedFixtures(platform) ?? new Map<string, unknown>()).entries()]
    .filter(([name]) => /^(compliance|derived|webhook)_/.test(name))
    .map(([, fixture]) => fixture as Fixture)

describe.each(['shopify', 'woocommerce'] as const)('whatever %s sends', (platform) => {
  const fixtures = told(platform)
  const whenThere = fixtures.length ? it : it.skip

  whenThere('means something or is unreadable, and never anything else', () => {
    const topicOf = ({ topic, headers = {} }: Fixture) => topic ?? headers['x-wc-webhook-topic'] ?? ''
    fc.assert(
      fc.property(fc.nat(fixtures.length - 1), mutations, (which, changes) => {
        const fixture = fixtures[which] ?? {}
        const body = Buffer.from(JSON.stringify(mutated(fixture.body, changes)) ?? '')
        const event = {
          ...{ topic: topicOf(fixture), headers: {}, body, source: 'shop:1', currency: 'EUR' },
          received_at: '2026-11-26T00:00:00.000Z',
        }
        try {
          expect(typeof connectors[platform].meaningOf(event).kind).toBe('string')
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error
          expect(error.message.length).toBeLessThan(5000)
        }
      }),
      { numRuns: 1500 },
    )
  })
})
