import fc from 'fast-check'
import { comparedRange, periodsIn } from './report-periods'

describe('the range that a report is compared with', () => {
  it.each([
    ['2026-03-10', '2026-03-12', '2026-03-07', '2026-03-09'],
    ['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['2026-01-01', '2026-03-31', '2025-10-01', '2025-12-31'],
    ['2026-01-01', '2026-12-31', '2025-01-01', '2025-12-31'],
    ['2026-03-01', '2026-03-01', '2026-02-28', '2026-02-28'],
  ])('of %s to %s as the previous period is %s to %s', (from, to, earlierFrom, earlierTo) => {
    expect(comparedRange({ from, to }, 'previous_period')).toEqual({ from: earlierFrom, to: earlierTo })
  })

  it.each([
    ['2026-03-10', '2026-03-12', '2025-03-10', '2025-03-12'],
    ['2024-02-29', '2024-02-29', '2023-02-28', '2023-02-28'],
    ['2025-02-01', '2025-02-28', '2024-02-01', '2024-02-29'],
  ])('of %s to %s a year before is %s to %s', (from, to, earlierFrom, earlierTo) => {
    expect(comparedRange({ from, to }, 'previous_year')).toEqual({ from: earlierFrom, to: earlierTo })
  })

  it('is none without a comparison', () => {
    expect(comparedRange({ from: '2026-01-01', to: '2026-01-31' }, 'none')).toBeNull()
  })

  it('ends the day before and is as long, unless both are whole months', () => {
    const day = fc.date({ min: new Date('1990-01-02'), max: new Date('2090-12-31'), noInvalidDate: true })
    const text = (date: Date) => date.toISOString().slice(0, 10)
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 800 }), (first, length) => {
        const range = { from: text(first), to: text(new Date(first.getTime() + length * 86_400_000)) }
        const earlier = comparedRange(range, 'previous_period')
        if (!earlier) throw new Error('there is one')
        expect(periodsIn({ from: earlier.to, to: range.from }, 'day')).toBe(2)
        const days = periodsIn(earlier, 'day')
        if (days !== length + 1) expect([earlier.from.slice(-2), range.from.slice(-2)]).toEqual(['01', '01'])
      }),
    )
  })
})

it('counts the periods that a range touches', () => {
  const range = { from: '2025-12-31', to: '2026-01-05' }
  expect((['day', 'week', 'month', 'year'] as const).map((interval) => periodsIn(range, interval))).toEqual([
    6, 2, 2, 2,
  ])
})
