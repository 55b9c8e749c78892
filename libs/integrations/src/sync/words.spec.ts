import type { Meaning } from '../connectors/connector'
import { judge, nameOf, nothingKnown, type Known, type Speaker } from './words'

const at = (second: number) => new Date(Date.UTC(2026, 10, 2, 9, 0, second)).toISOString()
const ada = (second: number | null, first_name = 'Ada'): Meaning => ({
  kind: 'customer',
  at: second === null ? null : at(second),
  customer: { external_id: '7', profile: { first_name } },
})
const gone = (second: number): Meaning => ({ kind: 'customer_deleted', at: at(second), external_id: '7' })

/** What is known after these words, and what became of each. */
function hear(...told: [Meaning, Speaker?][]) {
  const known = new Map<string, Known>()
  let last: Meaning | null = null
  const verdicts = told.map(([meaning, speaker = 'event']) => {
    const { verdict, words, contested } = judge(meaning, known, speaker)
    if (verdict === 'news') {
      last = meaning
      for (const word of words) known.set(nameOf(word), { ...word, at: word.at === null ? null : Date.parse(word.at) })
    }
    return contested ? `${verdict}?` : verdict
  })
  return { verdicts, last: last as Meaning | null }
}

describe('what a shop says about an object', () => {
  it('is news when it is newer, stale when it is older, and known when it is the same again', () => {
    const { verdicts } = hear([ada(2)], [ada(1)], [ada(2)], [ada(3)])
    expect(verdicts).toEqual(['news', 'stale', 'known', 'news'])
  })

  it('ends in the same words whichever of two events about one second comes first, and is contested', () => {
    const [one, other] = [ada(1, 'Ada'), ada(1, 'Augusta')]
    expect(hear([one], [other]).last).toEqual(hear([other], [one], [other], [one]).last)
    expect(hear([one], [other]).verdicts[1]).toMatch(/\?$/)
  })

  it('is settled by the shop’s own answer, which an event about the same moment does not change', () => {
    const { verdicts, last } = hear([ada(1, 'Ada')], [ada(1, 'Augusta'), 'answer'], [ada(1, 'Ada')], [ada(1), 'answer'])
    expect(verdicts).toEqual(['news', 'news', 'known', 'known'])
    expect(last).toEqual(ada(1, 'Augusta'))
  })

  it('never brings back by an older word what was deleted', () => {
    const { verdicts } = hear([gone(5)], [ada(4)], [ada(5)], [gone(5)], [ada(6)])
    expect(verdicts).toEqual(['news', 'stale', 'stale', 'known', 'news'])
  })

  it('is not settled by an answer within the second of the change', () => {
    const now = new Date().toISOString()
    const said = (first_name: string): Meaning => ({
      ...(ada(1, first_name) as Meaning & { kind: 'customer' }),
      at: now,
    })
    expect(hear([said('Ada'), 'answer'], [said('Augusta')]).verdicts[1]).toMatch(/\?$/)
  })

  it('without a time is known only when it is the same as what was said last', () => {
    expect(hear([ada(null)], [ada(null)], [ada(null, 'Augusta')], [ada(null)]).verdicts).toEqual([
      'news',
      'known',
      'news',
      'news',
    ])
  })
})

describe('a parcel', () => {
  const parcel = (second: number) => ({
    external_id: '61',
    is_cancelled: false,
    carrier: 'DHL',
    tracking_number: String(second),
    tracking_url: null,
    shipped_at: at(0),
    delivered_at: null,
    external_updated_at: at(second),
    items: [],
  })
  const told = (second: number): Meaning => ({
    kind: 'shipment',
    at: at(second),
    order_external_id: '1',
    shipment: parcel(second),
  })
  const order = (second: number, parcelSecond: number) =>
    ({
      kind: 'order',
      at: at(second),
      order: { external_id: '1' },
      refunds: [],
      shipments: [parcel(parcelSecond)],
    }) as unknown as Meaning

  it('is as its order said it, when the order was changed as late as the parcel or later', () => {
    expect(hear([order(5, 4)], [told(3)], [told(5)], [told(6)]).verdicts).toEqual(['news', 'stale', 'stale', 'news'])
  })

  it('stays as it is when an order tells of an older state of it', () => {
    const known = new Map([['shipment/61', { ...nothingKnown, at: Date.parse(at(6)) }]])
    const { meaning, verdict } = judge(order(5, 4), known, 'event')
    expect(verdict).toBe('news')
    expect(meaning).toMatchObject({ shipments: [] })
  })
})
