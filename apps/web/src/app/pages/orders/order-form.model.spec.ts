import { anOrder } from '../../../testing/answers'
import { conflictsOf, oursOf } from './order-conflicts'
import { changesOf, fillOrder, orderForm, totalsOf } from './order-form.model'
import { leftToRefund, linesLeft, proposedAmount } from './pieces'

const line = {
  id: 'a',
  kind: 'sale' as const,
  product_id: null,
  catalog_product_id: null,
  sku: 'CUP',
  product_name: 'Cup',
  variant_name: null,
  image_url: null,
  quantity: 3,
  unit_price: '10',
  total_price: '30.00',
  returned_quantity: 1,
  refunded_quantity: 0,
  shipped_quantity: 3,
}
const order = anOrder({
  currency: 'EUR',
  items: [line],
  subtotal_amount: '30.00',
  shipping_amount: '5.00',
  total_amount: '34.00',
  editable_fields: ['items', 'shipping_amount', 'shipping_address', 'internal_note'],
})

function filled() {
  const form = orderForm()
  fillOrder(form, order)
  return form
}

describe('the totals of an order while it is typed', () => {
  const typed = { currency: 'EUR', discount_amount: '1.50', shipping_amount: '5', tax_amount: '' }

  it('are exact, and rounded once for each line', () => {
    const items = [
      { quantity: 3, unit_price: '0.335' },
      { quantity: 1, unit_price: '-2' },
    ]
    expect(totalsOf({ ...typed, items })).toEqual({
      lines: ['1.01', '-2.00'],
      subtotal: '-0.99',
      total: '2.51',
      isNegative: false,
    })
  })

  it('leave out what cannot be read yet', () => {
    expect(totalsOf({ ...typed, items: [{ quantity: 1, unit_price: '1.' }] })).toMatchObject({
      lines: [null],
      total: '3.50',
    })
    expect(totalsOf({ ...typed, currency: '', items: [] })).toBeNull()
  })

  it('know the decimals of their currency', () => {
    const yen = { currency: 'JPY', discount_amount: '', shipping_amount: '', tax_amount: '' }
    expect(totalsOf({ ...yen, items: [{ quantity: 2, unit_price: '99.5' }] })).toMatchObject({ total: '199' })
  })
})

describe('the form of an order', () => {
  it('sends what was edited alone, and lines with their ids', () => {
    const form = filled()
    expect(changesOf(form)).toEqual({})
    const quantity = form.controls.items.at(0).controls.quantity
    quantity.setValue(2)
    quantity.markAsDirty()
    form.controls.internal_note.setValue('')
    form.controls.internal_note.markAsDirty()
    expect(changesOf(form)).toEqual({
      internal_note: null,
      items: [
        {
          id: 'a',
          kind: 'sale',
          product_id: null,
          image_url: null,
          product_name: 'Cup',
          variant_name: null,
          sku: 'CUP',
          quantity: 2,
          unit_price: '10.00',
        },
      ],
    })
  })

  it('closes what may not be edited now', () => {
    const { controls } = filled()
    expect([controls.items.enabled, controls.currency.disabled, controls.customer_id.disabled]).toEqual([
      true,
      true,
      true,
    ])
  })
})

describe('two edits of one order', () => {
  it('conflict where both changed a field to something else', () => {
    const form = filled()
    for (const [name, text] of [
      ['internal_note', 'mine'],
      ['shipping_amount', '7.00'],
    ] as const) {
      form.controls[name].setValue(text)
      form.controls[name].markAsDirty()
    }
    const theirs = { ...order, internal_note: 'theirs', customer_note: 'new', version: 2 }
    expect(conflictsOf(form, order, theirs, (field) => field.replace('_', ' '))).toEqual([
      { field: 'internal_note', label: 'internal note', theirs: 'theirs', yours: 'mine' },
    ])
  })

  it('come to theirs with ours on top, without what is given up', () => {
    const form = filled()
    form.controls.internal_note.setValue('mine')
    form.controls.internal_note.markAsDirty()
    form.controls.shipping_amount.setValue('7.00')
    form.controls.shipping_amount.markAsDirty()
    const ours = oursOf(form, new Set(['internal_note']))
    fillOrder(form, { ...order, internal_note: 'theirs', version: 2 })
    ours()
    expect(changesOf(form)).toEqual({ shipping_amount: '7.00' })
    expect(form.controls.internal_note.value).toBe('theirs')
  })
})

describe('pieces', () => {
  it('are those that are left, and propose what was paid for them', () => {
    expect(linesLeft(order, 'returned_quantity')).toEqual([{ id: 'a', name: 'Cup', detail: 'CUP', left: 2 }])
    expect(linesLeft(order, 'shipped_quantity')).toEqual([])
    expect(linesLeft(order, 'shipped_quantity', { a: 2 })).toMatchObject([{ left: 2 }])
    // 30.00 of goods for 29.00: one of three cups.
    expect(proposedAmount(order, { a: 1 })).toBe('9.67')
    const rest = { ...order, refunded_amount: '30.00' }
    expect([leftToRefund(rest), proposedAmount(rest, { a: 1 })]).toEqual(['4.00', '4.00'])
  })
})
