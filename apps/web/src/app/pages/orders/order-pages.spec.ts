import { MatFormFieldHarness } from '@angular/material/form-field/testing'
import { MatInputHarness } from '@angular/material/input/testing'
import type { Order } from '../../data/orders.data'
import type { Return } from '../../data/returns.data'
import { anOrder, list, one, refusal } from '../../../testing/answers'
import { openPage, type OpenPage } from '../../../testing/console'
import routes from './orders.routes'

const at = [
  { path: 'orders', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
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
  returned_quantity: 0,
  refunded_quantity: 0,
  shipped_quantity: 3,
}
const order = anOrder({
  status: 'delivered',
  next_statuses: ['refunded'],
  items: [line],
  subtotal_amount: '30.00',
  shipping_amount: '0.00',
  total_amount: '30.00',
})
const aReturn = (status: Return['status']): NonNullable<Order['returns']>[number] => ({
  id: 'r',
  return_number: 'P-1041-R1',
  status,
  reason: 'damaged',
  quantity: 1,
  refund_id: null,
  requested_at: '2026-11-21T10:00:00.000Z',
  version: 1,
})

const gift = {
  id: 'g',
  applies_to: 'orders',
  key: 'gift',
  labels: { en: 'Gift' },
  type: 'text',
  required: false,
  options: [],
  archived: false,
}

async function openOrder(changes: Partial<Order> = {}, role: 'manager' | 'agent' = 'manager') {
  const page = await openPage(`/orders/${order.id}`, at, { role })
  await page.reply(`/orders/${order.id}`, one({ ...order, ...changes }))
  await page.reply(`/orders/${order.id}/timeline`, list([]))
  return page
}

describe('the returns on the page of an order', () => {
  it('are asked for with pieces and a reason', async () => {
    const page = await openOrder()
    await page.click(/^\s*Return\s*$/)
    const pieces = document.querySelector<HTMLInputElement>('#pieces-a')
    if (!pieces) throw new Error('the dialog offers the line')
    pieces.value = '7'
    pieces.dispatchEvent(new Event('input'))
    expect(pieces.value).toBe('3')
    await page.click('Request return')
    const request = await page.reply(`/orders/${order.id}/returns`, one({}))
    expect(request.body).toMatchObject({
      reason: 'changed_mind',
      restock: true,
      items: [{ order_item_id: 'a', quantity: 3 }],
    })
  })

  it('are decided by managers alone', async () => {
    const agents = await openOrder({ returns: [aReturn('requested')] }, 'agent')
    expect([agents.text.includes('Approve'), agents.text.includes('Cancel return')]).toEqual([false, true])
  })

  it('go on step by step', async () => {
    const page = await openOrder({ returns: [aReturn('requested')] })
    await page.click('Approve')
    const request = await page.reply('/returns/r/status', one({}))
    expect(request.body).toEqual({ status: 'approved' })
    await page.reply(`/orders/${order.id}`, one({ ...order, returns: [aReturn('approved')] }))
    expect(page.text).toContain('Mark received')
  })

  it('are paid with what was paid for the pieces, unless somebody says otherwise', async () => {
    const page = await openOrder({ returns: [aReturn('received')] })
    const buttons = [...page.element.querySelectorAll<HTMLElement>('app-order-returns button')]
    buttons.find((button) => button.textContent?.trim() === 'Refund')?.click()
    await page.reply('/returns/r', one({ ...aReturn('received'), items: [{ order_item_id: 'a', quantity: 1 }] }))
    const amount = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=amount]' }))
    expect(await amount.getValue()).toBe('10.00')
    document.querySelector<HTMLElement>('app-return-refund-dialog [type=submit]')?.click()
    const request = await page.reply('/returns/r/status', one({}))
    expect(request.body).toEqual({ status: 'refunded', refund: { amount: '10.00' } })
  })
})

describe('refunds and payments on the page of an order', () => {
  it('propose the amount of the pieces', async () => {
    const page = await openOrder()
    await page.click(/^\s*Refund\s*$/)
    const pieces = document.querySelector<HTMLInputElement>('#pieces-a')
    if (!pieces) throw new Error('the dialog offers the line')
    pieces.value = '2'
    pieces.dispatchEvent(new Event('input'))
    await page.settle()
    await page.click('Record refund')
    const request = await page.reply(`/orders/${order.id}/refunds`, one({}))
    expect(request.body).toEqual({ amount: '20.00', items: [{ order_item_id: 'a', quantity: 2 }] })
  })

  it('move the payment, by the version that was read', async () => {
    const page = await openOrder()
    await page.click('Change payment')
    document.querySelector<HTMLElement>('app-payment-dialog [type=submit]')?.click()
    const request = await page.reply(`/orders/${order.id}/payment-status`, one({}))
    expect([request.body, request.headers.get('If-Match')]).toEqual([
      { payment_status: 'pending', payment_method: null, payment_reference: null },
      'W/"1"',
    ])
  })
})

async function inputOf(page: OpenPage, label: string): Promise<MatInputHarness> {
  const field = await page.loader.getHarness(MatFormFieldHarness.with({ floatingLabelText: label }))
  const control = await field.getControl(MatInputHarness)
  if (!control) throw new Error(`no input is called ${label}`)
  return control
}

it('edits a refund by its lines, and proposes what was paid for them', async () => {
  const refund = {
    id: 'f',
    refund_number: null,
    source: 'manual',
    external_id: null,
    amount: '10.00',
    currency: order.currency,
    presentment_amount: null,
    presentment_currency: null,
    reason: null,
    refunded_at: '2026-11-19T10:00:00.000Z',
    version: 4,
  }
  const page = await openOrder({
    items: [{ ...line, refunded_quantity: 1 }],
    refunded_amount: '10.00',
    refunds: [refund],
  })
  document.querySelector<HTMLElement>('app-order-refunds button')?.click()
  await page.settle()
  const items = [{ ...line, order_item_id: line.id, quantity: 1 }]
  await page.reply('/refunds/f', one({ ...refund, items }))
  const pieces = document.querySelector<HTMLInputElement>('#pieces-a')
  if (!pieces) throw new Error('the dialog offers the line')
  expect([pieces.value, pieces.max]).toEqual(['1', '3'])
  pieces.value = '2'
  pieces.dispatchEvent(new Event('input'))
  await page.settle()
  document.querySelector<HTMLElement>('app-refund-dialog [type=submit]')?.click()
  const request = await page.reply('/refunds/f', one({}))
  expect([request.method, request.headers.get('If-Match'), request.body]).toEqual([
    'PATCH',
    'W/"4"',
    { amount: '20.00', reason: null, items: [{ order_item_id: 'a', quantity: 2 }] },
  ])
})

describe('the form of an order', () => {
  it('asks whose edit stays when somebody saved first, and saves ours on top of theirs', async () => {
    const standing = { ...order, status: 'processing' as const, editable_fields: ['internal_note', 'items'] }
    const page = await openPage(`/orders/${order.id}/edit`, at)
    await page.reply(`/orders/${order.id}`, one(standing))
    const note = await inputOf(page, 'Internal note')
    await note.setValue('mine')
    await page.click('Save')
    await page.reply(`/orders/${order.id}`, refusal('version.stale', 'Somebody was faster'), 412)
    await page.reply(`/orders/${order.id}`, one({ ...standing, internal_note: 'theirs', version: 2 }))
    expect(document.querySelector('ui-conflicts')?.textContent).toMatch(/theirs[\s\S]*mine/)
    await page.click('Take over')
    expect(await note.getValue()).toBe('mine')
    await page.click('Save')
    const request = await page.reply(`/orders/${order.id}`, one(standing))
    expect([request.method, request.body, request.headers.get('If-Match')]).toEqual([
      'PATCH',
      { internal_note: 'mine' },
      'W/"2"',
    ])
  })

  it('places an order by hand, with the total it shows and the workspace’s own fields', async () => {
    const page = await openPage('/orders/new', at)
    await page.reply('/custom-fields', list([gift]))
    await (await inputOf(page, 'Gift')).setValue('red paper')
    await (await inputOf(page, 'Product')).setValue('Cup')
    await (await inputOf(page, 'Unit price')).setValue('9.90')
    await (await inputOf(page, 'Shipping')).setValue('5')
    await page.settle()
    expect(page.text).toContain('14.90')
    await page.click('Place order')
    const request = await page.reply('/orders', one(order))
    expect(request.body).toMatchObject({
      status: 'pending',
      shipping_amount: '5',
      custom_fields: { gift: 'red paper' },
      items: [{ product_name: 'Cup', quantity: 1, unit_price: '9.90' }],
    })
  })
})
