import type { CustomerFields } from '../customers.queries'
import { followingChanges, mergeChanges, newValues, revertedValues, withValues } from './merge.fields'

const nobody: CustomerFields = {
  first_name: null,
  last_name: null,
  company_name: null,
  email: null,
  phone: null,
  country_code: null,
  region: null,
  city: null,
  postal_code: null,
  address_line1: null,
  address_line2: null,
  timezone: 'Europe/Berlin',
  language: 'en',
  currency: 'EUR',
  status: 'active',
  custom_fields: {},
  assigned_to: null,
}
const person = (fields: Partial<CustomerFields>): CustomerFields => ({ ...nobody, ...fields })
const merged = (winner: CustomerFields, changes: ReturnType<typeof mergeChanges>) => ({
  ...winner,
  ...withValues(winner, newValues(changes)),
})

describe('what a merge changes of the winner', () => {
  it('is what she lacks, without a choice', () => {
    const winner = person({ first_name: 'Ada', email: 'ada@example.com' })
    const loser = person({ first_name: 'A.', last_name: 'L.', email: 'other@example.com', phone: '+44 20 7946 0000' })
    expect(mergeChanges(winner, loser, {})).toEqual({ phone: [null, '+44 20 7946 0000'] })
  })

  it('is never half of another person’s name or address', () => {
    const winner = person({ last_name: 'Lovelace', country_code: 'GB', city: 'London' })
    const loser = person({ first_name: 'Grace', last_name: 'Hopper', country_code: 'GB', postal_code: 'SW1Y 4JH' })
    expect(mergeChanges(winner, loser, {})).toEqual({})
    expect(mergeChanges(person({ country_code: 'DE' }), loser, {})).toEqual({
      first_name: [null, 'Grace'],
      last_name: [null, 'Hopper'],
    })
  })

  it('is what was chosen, an empty value too', () => {
    const winner = person({ email: 'ada@example.com', phone: '1', status: 'vip' })
    const loser = person({ email: 'lost@example.com' })
    expect(mergeChanges(winner, loser, { email: 'loser', phone: 'loser', status: 'winner' })).toEqual({
      email: ['ada@example.com', 'lost@example.com'],
      phone: ['1', null],
    })
  })

  it('keeps the custom fields of both, and the chosen one’s where both have a value', () => {
    const winner = person({ custom_fields: { size: 38, vat: 'GB1' } })
    const loser = person({ custom_fields: { size: 40, club: true } })
    expect(merged(winner, mergeChanges(winner, loser, {})).custom_fields).toEqual({ size: 38, vat: 'GB1', club: true })
    expect(merged(winner, mergeChanges(winner, loser, { custom_fields: 'loser' })).custom_fields).toEqual({
      size: 40,
      vat: 'GB1',
      club: true,
    })
    const chosen = mergeChanges(
      winner,
      loser,
      { custom_fields: 'loser' },
      { size: 'winner', vat: 'loser', club: 'winner' },
    )
    expect(merged(winner, chosen).custom_fields).toEqual({ size: 38 })
    expect(mergeChanges(winner, winner, {}, { size: 'loser', none: 'loser' })).toEqual({})
  })
})

describe('taking it back', () => {
  it('gives back what nobody edited since, each custom field by itself', () => {
    const winner = person({ first_name: 'Ada', phone: null, custom_fields: { size: 38 } })
    const loser = person({ phone: '2', city: 'Rome', custom_fields: { size: 40, club: true } })
    const changes = mergeChanges(winner, loser, { custom_fields: 'loser' })
    const edited = { ...merged(winner, changes), city: 'Paris', custom_fields: { size: 40, club: false } }
    expect({ ...edited, ...withValues(edited, revertedValues(edited, changes)) }).toEqual({
      ...winner,
      city: 'Paris',
      custom_fields: { size: 38, club: false },
    })
  })

  it('reaches whoever got the value by a later merge, and her later merge gives back what she had', () => {
    const [a, b, c] = [person({ first_name: 'A' }), person({ phone: '2' }), person({ first_name: 'C' })]
    const first = mergeChanges(a, b, {})
    const second = mergeChanges(c, merged(a, first), {})
    const reverted = { phone: ['2', null] as [unknown, unknown] }
    const { changes, follow } = followingChanges(second, reverted)
    expect(follow).toEqual({ phone: [null, '2'] })
    const left = merged(c, second)
    const now = { ...left, ...withValues(left, revertedValues(left, follow)) }
    expect(now.phone).toBeNull()
    expect({ ...now, ...withValues(now, revertedValues(now, changes)) }).toEqual(c)
  })
})
