import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { currencies, type OrderStatus } from '@portolan/contracts'
import { firstValueFrom, map } from 'rxjs'
import type { PlaceOrderDto } from '../../api/models/place-order-dto'
import { CustomFields, fieldLabel } from '../../data/custom-fields.data'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Orders, type Order } from '../../data/orders.data'
import { Session } from '../../data/session'
import { Conflicts } from '../../ui/conflicts'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'
import { Language } from '../../ui/language'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { holdInput } from '../../ui/unsaved'
import { fieldConflicts, ourFields } from '../custom-fields/field-conflicts'
import { editedValues, fieldControls, FieldInputs } from '../custom-fields/field-inputs'
import { AddressFields } from './address-fields'
import { CustomerPicker } from './customer-picker'
import { conflictsOf, oursOf } from './order-conflicts'
import { changesOf, fillOrder, orderForm, totalsOf } from './order-form.model'
import { OrderLines } from './order-lines'

/** Makes an order by hand, or edits what may be edited of one. */
@Component({
  selector: 'app-order-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatFormFieldModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    AddressFields,
    CustomerPicker,
    ErrorState,
    FieldError,
    FieldInputs,
    OrderLines,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './order-form.html',
  styleUrl: './order-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderFormPage {
  private readonly customFields = inject(CustomFields)
  private readonly orders = inject(Orders)
  private readonly router = inject(Router)
  private readonly conflicts = inject(Conflicts)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly session = inject(Session)
  protected readonly formats = inject(Formats)
  /** Absent when the form makes a new order. */
  readonly id = input<string>()

  protected readonly order = loaded(this.id, (id) => this.orders.get(id))
  protected readonly form = orderForm()
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly isPaid = signal(false)
  protected readonly starts = ['pending', 'processing'] as const satisfies OrderStatus[]
  protected readonly startsAs = signal<OrderStatus>('pending')
  private readonly values = toSignal(this.form.valueChanges.pipe(map(() => this.form.getRawValue())), {
    initialValue: this.form.getRawValue(),
  })
  protected readonly totals = computed(() => totalsOf(this.values()))
  protected readonly currency = computed(() => this.values().currency)
  protected readonly currencies = computed(() =>
    currencies
      .map((code) => ({ code, name: this.formats.currencyName(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, this.language.current())),
  )
  protected readonly amounts = ['discount_amount', 'shipping_amount', 'tax_amount'] as const
  protected readonly fields = computed(() => this.customFields.orders.value() ?? [])
  protected readonly own = computed(() => this.ownControls())
  protected readonly notes = ['customer_note', 'internal_note'] as const
  protected readonly closed = computed(() => {
    const order = this.order.value()
    return order !== undefined && !order.editable_fields.includes('items')
  })

  /** What was typed here before somebody else's state came in. */
  private ours: (() => void) | undefined

  constructor() {
    holdInput(() => this.form.dirty || this.own().dirty)
    effect(() => {
      const order = this.order.value()
      const own = this.session.workspace()?.default_currency
      untracked(() => {
        if (order) {
          fillOrder(this.form, order)
          this.ours?.()
          this.ours = undefined
        }
        if (!this.id() && own && !this.form.controls.currency.value) this.form.patchValue({ currency: own })
      })
    })
  }

  protected startAs(event: Event) {
    this.startsAs.set((event.target as HTMLSelectElement).value as OrderStatus)
  }

  protected async save() {
    this.form.markAllAsTouched()
    this.own().markAllAsTouched()
    if (this.form.invalid || this.own().invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const saved = await firstValueFrom(this.send())
      this.form.markAsPristine()
      this.own().markAsPristine()
      await this.router.navigate(['/orders', saved.id])
    } catch (error) {
      await this.refused(Failure.from(error))
    } finally {
      this.busy.set(false)
    }
  }

  private send() {
    const order = this.order.value()
    if (order) return this.orders.change(order.id, order.version, { ...changesOf(this.form), ...this.ownChanges() })
    const { controls } = this.form
    for (const control of [controls.currency, controls.items]) control.markAsDirty()
    const body = { ...changesOf(this.form), ...this.ownChanges() } as PlaceOrderDto
    const payment = this.isPaid() ? ({ payment_status: 'paid', paid_at: new Date().toISOString() } as const) : {}
    return this.orders.place({ ...body, status: this.startsAs(), ...payment })
  }

  /** Closed where the order's status closes them. */
  private ownControls() {
    const order = this.order.value()
    const controls = fieldControls(this.fields(), order?.custom_fields)
    if (order && !order.editable_fields.includes('custom_fields')) controls.disable()
    return controls
  }

  /** Only what was edited is sent; an emptied field is null. */
  private ownChanges() {
    const custom_fields = editedValues(this.fields(), this.own())
    return Object.keys(custom_fields).length ? { custom_fields } : {}
  }

  private async refused(failure: Failure) {
    const order = this.order.value()
    if (failure.isStale && order) await this.settle(order)
    else
      this.messages.set(showFieldMessages(new FormGroup({ ...this.form.controls, custom_fields: this.own() }), failure))
  }

  /** Somebody else saved first: theirs and ours, field by field; what is kept goes on top of theirs, to be saved again. */
  private async settle(before: Order) {
    const theirs = await firstValueFrom(this.orders.get(before.id))
    const own = { before: before.custom_fields, theirs: theirs.custom_fields }
    const dropped = await this.conflicts.settle([
      ...conflictsOf(this.form, before, theirs, (field) => this.transloco.translate(`conflict.field.${field}`)),
      ...fieldConflicts(this.fields(), this.own(), own, (field) => fieldLabel(field, this.language.current())),
    ])
    if (!dropped) return
    const ours = [oursOf(this.form, dropped), ourFields(this.own(), dropped)] as const
    this.ours = () => {
      ours[0]()
      ours[1](this.own())
    }
    this.order.put(theirs)
  }
}
