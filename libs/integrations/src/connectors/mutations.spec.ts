// Bodies that no platform sends: recorded ones with something in them missing, null, of another type or huge.
import fc from 'fast-check'
import { sharedFixtures } from '@portolan/testing'
import type { Platform } from '@portolan/contracts'
import { mutated, mutations } from '../../../testing/src/mutations'
import { connectors } from '.'
import { Unreadable } from './connector'

interface Fixture {
  readonly topic?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
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
