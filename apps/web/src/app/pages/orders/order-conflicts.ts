// Two people edited one order: what is shown of it, and what of ours goes on top of theirs.
import { FormArray } from '@angular/forms'
import type { Order } from '../../data/orders.data'
import { type Conflict, conflictOf } from '../../ui/conflicts'
import { addressForm, lineForm, type OrderField, type OrderForm } from './order-form.model'

interface Shown {
  readonly product_name: string
  readonly quantity: number
  readonly unit_price: string
}

/** The fields that we changed and that somebody else changed as well. */
export function conflictsOf(
  form: OrderForm,
  before: Order,
  theirs: Order,
  label: (field: OrderField) => string,
): Conflict[] {
  return dirtyFields(form).flatMap((field) =>
    conflictOf(field, label(field), {
      was: textOf(before[field]),
      theirs: textOf(theirs[field]),
      yours: textOf(form.controls[field].getRawValue()),
    }),
  )
}

/** Takes down what we typed, without the fields that are given up, to put it on top of another state of the order. */
export function oursOf(form: OrderForm, dropped: ReadonlySet<string>): () => void {
  const kept = dirtyFields(form).filter((field) => !dropped.has(field))
  const values = form.getRawValue()
  return () => {
    for (const field of kept.filter((name) => form.controls[name].enabled)) {
      if (field === 'items') form.setControl('items', new FormArray(values.items.map((line) => lineForm(line))))
      else if (field === 'shipping_address') form.setControl(field, addressForm(values[field]))
      else if (field === 'billing_address') form.setControl(field, addressForm(values[field]))
      else form.controls[field].setValue(values[field] as never)
      form.controls[field].markAsDirty()
    }
  }
}

function dirtyFields(form: OrderForm): OrderField[] {
  return (Object.keys(form.controls) as OrderField[]).filter((name) => form.controls[name].dirty)
}

/** A field in words, the same for the same content whether it was typed or read. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) {
    return (value as Shown[])
      .map(({ quantity, product_name, unit_price }) => `${quantity} × ${product_name} (${unit_price})`)
      .join('\n')
  }
  if (typeof value === 'object') {
    const parts = value as Record<string, string | null>
    const order = ['name', 'company', 'line1', 'line2', 'postal_code', 'city', 'region', 'country_code', 'phone']
    return order
      .map((name) => parts[name] ?? '')
      .filter(Boolean)
      .join('\n')
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}
