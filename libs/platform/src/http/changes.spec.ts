import { changesBetween, mergePatch, valuesOf } from './changes'

describe('changes', () => {
  it('name what differs, with both values, and ignore the order of keys', () => {
    const before = { a: 1, b: null, c: { x: 1, y: 2 }, d: 'same' }
    const changes = changesBetween(before, { a: 2, b: 'new', c: { y: 2, x: 1 }, d: 'same', e: undefined })
    expect(changes).toEqual({ a: [1, 2], b: [null, 'new'] })
    expect(valuesOf(changes)).toEqual({ a: 2, b: 'new' })
  })
})

describe('a merge patch', () => {
  // The examples of RFC 7396, appendix A, whose target and patch are objects.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j with %j is %j', (target, patch, merged) => {
    expect(mergePatch(target, patch)).toEqual(merged)
  })

  it('keeps a key called __proto__ a key', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"admin":true}}') as object)
    expect(Object.keys(merged)).toEqual(['__proto__'])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})
