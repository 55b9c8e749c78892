import { newId } from './ids'

it('makes version 7 UUIDs that sort by the time of their making', () => {
  const [first, second] = [newId(1_700_000_000_000), newId(1_700_000_000_001)]
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(first < second).toBe(true)
  expect(Number.parseInt(first.slice(0, 8) + first.slice(9, 13), 16)).toBe(1_700_000_000_000)
})

it('never makes the same one twice in a millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => newId(0))
  expect(new Set(ids).size).toBe(ids.length)
})
