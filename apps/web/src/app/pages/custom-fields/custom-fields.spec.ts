import type { CustomField } from '../../data/custom-fields.data'
import { aCustomer, list, one, refusal } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import customers from '../customers/customers.routes'
import settings from '../settings/settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(settings) },
  { path: 'customers', loadChildren: () => Promise.resolve(customers) },
  { path: '**', children: [] },
]
const ada = aCustomer({ custom_fields: { size: 40, tier: 'bronze', legacy: { a: 1 } } })

export function aField(changes: Partial<CustomField> = {}): CustomField {
  return {
    id: `field-${changes.key ?? 'size'}`,
    applies_to: 'customers',
    key: 'size',
    labels: { en: 'Shoe size', de: 'Schuhgröße' },
    type: 'number',
    required: false,
    unique: false,
    options: [],
    position: 1,
    archived: false,
    values: 0,
    version: 2,
    created_at: '2026-01-01T10:00:00.000Z',
    updated_at: '2026-01-01T10:00:00.000Z',
    ...changes,
  }
}

const size = aField()
const tier = aField({
  key: 'tier',
  labels: { en: 'Tier' },
  type: 'select',
  options: ['gold', 'silver'],
  position: 2,
  values: 3,
})

describe('the page of custom fields', () => {
  async function openFields(role: 'manager' | 'readonly' = 'manager') {
    const page = await openPage('/settings/custom-fields', at, { role })
    await page.reply('/custom-fields', list([size, tier]))
    return page
  }

  it('lists the fields of customers and of orders with how many rows have a value', async () => {
    const page = await openFields()
    for (const text of ['Fields of customers', 'Fields of orders', 'Shoe size', 'tier', '3 rows with a value']) {
      expect(page.text).toContain(text)
    }
  })

  it('puts a field into another place', async () => {
    const page = await openFields()
    await page.click('Move Shoe size down')
    const request = await page.reply('/custom-fields/field-size', one(size))
    expect([request.method, request.body, request.headers.get('If-Match')]).toEqual(['PATCH', { position: 2 }, 'W/"2"'])
  })

  it('says with how many values before it archives a field', async () => {
    const page = await openFields()
    await page.click('Take Tier away')
    expect(document.body.textContent).toContain('Archive Tier?')
    expect(document.body.textContent).toContain('3 rows with a value')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    await page.settle()
    const request = await page.reply('/custom-fields/field-tier', one({ id: tier.id, values: 3, archived: true }))
    expect(request.method).toBe('DELETE')
  })

  it('is there to read for those who define none', async () => {
    const page = await openFields('readonly')
    expect(page.text).toContain('Shoe size')
    expect(page.text).not.toContain('Add field')
    expect(page.element.querySelector('[aria-label="Edit Tier"]')).toBeNull()
  })
})

describe('custom fields of a customer', () => {
  it('stand on her page in their order, and what is no field any more beside them', async () => {
    const page = await openPage(`/customers/${ada.id}`, at)
    await page.reply(`/customers/${ada.id}`, one(ada))
    await page.reply('/custom-fields', list([size, tier]))
    for (const text of ['Shoe size', '40', 'Tier', 'bronze', 'legacy', '{"a":1}']) expect(page.text).toContain(text)
  })

  it('are edited in their own inputs, sent by key and refused by name', async () => {
    const page = await openPage(`/customers/${ada.id}/edit`, at)
    await page.reply(`/customers/${ada.id}`, one(ada))
    await page.reply('/custom-fields', list([size, tier]))
    const input = page.element.querySelector<HTMLInputElement>('app-field-inputs input')
    if (!input) throw new Error('there is no input')
    input.value = '41.5'
    input.dispatchEvent(new Event('input'))
    await page.click('Save')
    const details = { 'custom_fields.size': ['must be a number'] }
    const request = await page.reply(`/customers/${ada.id}`, refusal('request.invalid', 'Not valid', details), 400)
    expect(request.body).toEqual({ custom_fields: { size: 41.5 } })
    expect(page.element.querySelector('app-field-inputs mat-error')?.textContent).toContain('must be a number')
  })

  it('filter the list and show as its columns, from its address', async () => {
    const page = await openPage('/customers?custom_fields.size%5Bgte%5D=40&columns=custom_fields.tier', at)
    const request = await page.reply('/customers', list([ada]))
    expect(request.params.get('custom_fields.size[gte]')).toBe('40')
    expect(request.params.has('columns')).toBe(false)
    await page.reply('/custom-fields', list([size, tier]))
    expect(page.text).toContain('Shoe size40–')
    expect(page.element.querySelector('td[data-label=Tier]')?.textContent).toContain('bronze')
    await page.click('Clear filters')
    expect(page.router.url).toBe('/customers?columns=custom_fields.tier')
  })
})
