import { changesBetween, valuesOf } from './changes'

describe('changes', () => {
  it('name what differs, with what it was before', () => {
    const before = { name: 'Hansen', countries: ['DE'], zone: 'UTC', extra: 1 }
    const changes = changesBetween(before, { name: 'Hansen', countries: ['DE', 'FR'], zone: undefined, avatar: 'x' })
    expect(changes).toEqual({ countries: [['DE'], ['DE', 'FR']], avatar: [null, 'x'] })
    expect(valuesOf(changes)).toEqual({ countries: ['DE', 'FR'], avatar: 'x' })
  })
})
