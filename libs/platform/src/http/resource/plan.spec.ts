import fc from 'fast-check'
import { DomainError } from '../../errors'
import { nested } from './definition'
import { filter } from './filters'
import { ListReader, type ListQuery } from './plan'
import { readCursor, sort, writeCursor } from './sorts'

class OrderDto {
  id!: string
  total_amount!: string
  items?: object[]
}

const reader = new ListReader({
  name: 'order',
  answer: OrderDto,
  from: 'orders o',
  deletedAt: 'o.deleted_at',
  fields: { id: 'o.id', total_amount: 'o.total_amount' },
  include: { items: nested.many('select 1') },
  filters: {
    status: filter.oneOf('o.status', ['pending', 'shipped']),
    country_code: filter.code('o.country_code', (code) => ['DE', 'FR'].includes(code), {
      aliases: ['country'],
      nullable: true,
    }),
    customer_id: filter.uuid('o.customer_id'),
    items_count: filter.integer('o.items_count'),
    placed_at: filter.time('o.placed_at'),
    total_amount: filter.money('o.total_amount', 'EUR'),
    guest: filter.flag('o.guest'),
    tag: filter.text('', { any: (list) => `exists (select from t where t.name = any(${list}))` }),
  },
  sorts: { placed_at: sort.time('o.placed_at') },
  defaultSort: '-placed_at',
  search: { looksThrough: 'numbers', where: (text) => `f(${text})`, prepare: (text) => text.replace('#', '') },
})

function problems(query: ListQuery): Record<string, string[]> {
  try {
    reader.read(query)
    return {}
  } catch (error) {
    if (error instanceof DomainError) return error.details ?? {}
    throw error
  }
}

describe('a list request', () => {
  it('has defaults', () => {
    expect(reader.read({})).toEqual(
      expect.objectContaining({ page: 1, perPage: 25, cursor: null, fields: null, include: [], where: [], params: [] }),
    )
  })

  it('binds every value with its type and never writes one into the statement', () => {
    const plan = reader.read({
      status: 'pending,shipped',
      country: 'de',
      'total_amount[gte]': '10.5',
      'placed_at[lt]': '2026-01-01T00:00:00Z',
      guest: 'true',
      tag: "vip'; drop table orders; --",
      q: ' #1001 ',
    })
    expect(plan.where).toEqual([
      'o.status = any($1::text[])',
      'o.country_code = $2::text',
      'o.total_amount >= $3::bigint',
      'o.placed_at < $4::timestamptz',
      'o.guest = $5::boolean',
      'exists (select from t where t.name = any($6::text[]))',
    ])
    expect(plan.search).toBe('$7::text')
    expect(plan.params).toEqual([
      ['pending', 'shipped'],
      'DE',
      '1050',
      '2026-01-01T00:00:00Z',
      true,
      ["vip'; drop table orders; --"],
      '1001',
    ])
    expect(plan.filtered).toEqual(['country_code', 'guest', 'placed_at', 'status', 'tag', 'total_amount'])
  })

  it('reads none as "without a value" where rows may lack one', () => {
    expect(reader.read({ country_code: 'none,FR' }).where).toEqual([
      '(o.country_code = $1::text or o.country_code is null)',
    ])
    expect(problems({ status: 'none' })).toEqual({ status: ['must be one of pending, shipped'] })
  })

  it('sets the route’s own filter and lets nobody set it again', () => {
    const customer = '018f3a5e-0000-7000-8000-000000000001'
    expect(reader.read({}, { customer_id: customer }).where).toEqual(['o.customer_id = $1::uuid'])
    expect(() => reader.read({ customer_id: customer }, { customer_id: customer })).toThrow(DomainError)
  })

  it.each<[string, ListQuery, string]>([
    ['an unknown name', { colour: 'red' }, 'colour'],
    ['a name of the prototype', { constructor: 'x' }, 'constructor'],
    ['an unknown operator', { 'placed_at[like]': '2026' }, 'placed_at[like]'],
    ['a range on codes', { 'status[gt]': 'pending' }, 'status[gt]'],
    ['a range on paging', { 'page[gte]': '1' }, 'page[gte]'],
    ['nested brackets', { 'status[a][b]': 'x' }, 'status[a][b]'],
    ['a name that came twice', { status: ['pending', 'shipped'] }, 'status'],
    ['an object', { status: { $ne: null } }, 'status'],
    ['nothing', { status: '' }, 'status'],
    ['an empty member', { status: 'pending,,shipped' }, 'status'],
    ['an unknown status', { status: 'lost' }, 'status'],
    ['an unknown code', { country: 'XX' }, 'country'],
    ['a word for a number', { items_count: 'two' }, 'items_count'],
    ['a number too large for the database', { items_count: '9223372036854775808' }, 'items_count'],
    ['a day that is none', { placed_at: '2026-02-30' }, 'placed_at'],
    ['a time without a zone', { placed_at: '2026-02-20T10:00:00' }, 'placed_at'],
    ['an amount in words', { total_amount: '1e5' }, 'total_amount'],
    ['a broken id', { customer_id: '1' }, 'customer_id'],
    ['yes for true', { guest: 'yes' }, 'guest'],
    ['NUL', { tag: 'a\0b' }, 'tag'],
    ['half a character', { tag: '\ud800' }, 'tag'],
    ['more values than a list takes', { tag: 'x,'.repeat(500) + 'x' }, 'tag'],
    ['SQL as a sort', { sort: 'placed_at;select pg_sleep(5)' }, 'sort'],
    ['an unknown field', { fields: 'id,password_hash' }, 'fields'],
    ['an unknown include', { include: 'items.product' }, 'include'],
    ['page zero', { page: '0' }, 'page'],
    ['half a page', { page: '1.5' }, 'page'],
    ['a page without end', { per_page: '101' }, 'per_page'],
    ['a page behind row 10,000', { page: '401' }, 'page'],
    [
      'page and cursor',
      { page: '1', cursor: writeCursor('-placed_at', { value: '2026-01-01', id: customerId() }) },
      'page',
    ],
    ['a torn cursor', { cursor: 'abc' }, 'cursor'],
    ['one letter to search', { q: 'a' }, 'q'],
    ['another way of counting', { count: 'maybe' }, 'count'],
    ['maybe deleted', { deleted: 'any' }, 'deleted'],
  ])('refuses %s and names the parameter', (_, query, parameter) => {
    expect(Object.keys(problems(query))).toEqual([parameter])
  })

  it('tells everything that is wrong at once', () => {
    expect(Object.keys(problems({ page: '0', sort: 'x', nothing: '1' })).sort()).toEqual(['nothing', 'page', 'sort'])
  })

  it('either reads or refuses any query, and never fails', () => {
    const names = fc.oneof(
      fc.constantFrom('page', 'cursor', 'sort', 'fields', 'q', 'status', 'placed_at[gte]', 'total_amount', 'country'),
      fc.string(),
    )
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.object())
    fc.assert(
      fc.property(fc.dictionary(names, values), (query) => {
        expect(problems(query)).toBeInstanceOf(Object)
      }),
    )
  })
})

describe('a cursor', () => {
  it('brings back the position that it was made of', () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: 'grapheme' })), fc.uuid(), (value, id) => {
        const kind = sort.text('name', { nullable: true })
        if (value?.includes('\0')) return
        expect(readCursor(writeCursor('name', { value, id }), 'name', kind)).toEqual({ value, id })
      }),
    )
  })

  it('is null for any text that is not one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCursor(text, 'name', sort.text('name'))).toBeNull()
      }),
    )
  })
})

function customerId(): string {
  return '018f3a5e-0000-7000-8000-000000000001'
}
