import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { addressFormat, addressOrder, countryCodes, currencies, languages } from '@portolan/contracts'
import { firstValueFrom } from 'rxjs'
import { colleagueName, Colleagues } from '../../data/colleagues'
import type { EditCustomerDto } from '../../api/models/edit-customer-dto'
import { CustomFields, fieldLabel } from '../../data/custom-fields.data'
import { Customers, customerStatuses, type Customer } from '../../data/customers.data'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { conflictOf, Conflicts } from '../../ui/conflicts'
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

type Field = Exclude<keyof EditCustomerDto, 'custom_fields' | 'tags'>

function text() {
  return new FormControl('', { nonNullable: true })
}

@Component({
  selector: 'app-customer-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
    TranslocoPipe,
    ErrorState,
    FieldError,
    FieldInputs,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './customer-form.html',
  styleUrl: './customer-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerFormPage {
  private readonly customers = inject(Customers)
  private readonly customFields = inject(CustomFields)
  private readonly router = inject(Router)
  private readonly conflicts = inject(Conflicts)
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  protected readonly colleagues = inject(Colleagues)
  /** Absent when the form makes a new customer. */
  readonly id = input<string>()

  protected readonly customer = loaded(this.id, (id) => this.customers.get(id))
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    first_name: text(),
    last_name: text(),
    email: new FormControl('', { nonNullable: true, validators: Validators.email }),
    phone: text(),
    company_name: text(),
    country_code: text(),
    address_line1: text(),
    address_line2: text(),
    postal_code: text(),
    city: text(),
    region: text(),
    timezone: text(),
    language: text(),
    currency: text(),
    status: new FormControl<Customer['status']>('active', { nonNullable: true }),
    assigned_to: text(),
  })
  protected readonly fields = computed(() => this.customFields.customers.value() ?? [])
  protected readonly own = computed(() => fieldControls(this.fields(), this.customer.value()?.custom_fields))

  private readonly country = toSignal(this.form.controls.country_code.valueChanges, { initialValue: '' })
  private readonly street = toSignal(this.form.controls.address_line1.valueChanges, { initialValue: '' })
  /** Parts of an address in the country's order, and those that an address with a street needs there. */
  protected readonly place = computed(() => {
    const { required, example } = addressFormat(this.country())
    return { order: addressOrder(this.country()), needed: this.street().trim() ? required : [], example }
  })

  protected readonly statuses = customerStatuses
  protected readonly timezones = Intl.supportedValuesOf('timeZone')
  protected readonly countries = computed(() => this.named(countryCodes, (code) => this.formats.country(code)))
  protected readonly currencies = computed(() => this.named(currencies, (code) => this.formats.currencyName(code)))
  /** Ours, and whatever language the customer came with. */
  protected readonly languages = computed(() =>
    this.named([...new Set([...languages, ...[this.customer.value()?.language ?? []].flat()])], (code) =>
      this.formats.languageName(code),
    ),
  )
  protected readonly people = computed(() =>
    (this.colleagues.list.value() ?? [])
      .filter(({ id, status }) => status === 'active' || id === this.customer.value()?.assigned_to)
      .map((person) => ({ id: person.id, name: colleagueName(person) })),
  )

  /** What was typed here before somebody else's state came in. */
  private ours: (() => void) | undefined

  constructor() {
    holdInput(() => this.form.dirty || this.own().dirty)
    effect(() => {
      const customer = this.customer.value()
      if (!customer) return
      untracked(() => {
        this.fill(customer)
        this.ours?.()
        this.ours = undefined
      })
    })
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
      await this.router.navigate(['/customers', saved.id])
    } catch (error) {
      await this.refused(Failure.from(error))
    } finally {
      this.busy.set(false)
    }
  }

  private send() {
    const customer = this.customer.value()
    return customer
      ? this.customers.update(customer.id, customer.version, this.changed())
      : this.customers.create(this.changed())
  }

  /** Only what was edited is sent; an emptied field is null. */
  private changed(): EditCustomerDto {
    const edited = Object.entries(this.form.controls).filter(([, control]) => control.dirty)
    const custom_fields = editedValues(this.fields(), this.own())
    return {
      ...Object.fromEntries(edited.map(([name, control]) => [name, control.value === '' ? null : control.value])),
      ...(Object.keys(custom_fields).length && { custom_fields }),
    }
  }

  private async refused(failure: Failure) {
    const customer = this.customer.value()
    if (failure.isStale && customer) await this.settle(customer)
    else
      this.messages.set(showFieldMessages(new FormGroup({ ...this.form.controls, custom_fields: this.own() }), failure))
  }

  /** Somebody else saved first: what is kept of ours goes on top of theirs, to be saved again. */
  private async settle(before: Customer) {
    const theirs = await firstValueFrom(this.customers.get(before.id))
    const typed = this.typed()
    const own = { before: before.custom_fields, theirs: theirs.custom_fields }
    const dropped = await this.conflicts.settle([
      ...typed.flatMap(([field, control]) =>
        conflictOf(field, this.transloco.translate(`customer_form.${field}`), {
          was: this.textOf(field, before[field]),
          theirs: this.textOf(field, theirs[field]),
          yours: this.textOf(field, control.value),
        }),
      ),
      ...fieldConflicts(this.fields(), this.own(), own, (field) => fieldLabel(field, this.language.current())),
    ])
    if (!dropped) return
    const kept = typed.filter(([field]) => !dropped.has(field)).map(([field, { value }]) => [field, value] as const)
    const ownKept = ourFields(this.own(), dropped)
    this.ours = () => {
      for (const [field, value] of kept) {
        this.form.controls[field].setValue(value as never)
        this.form.controls[field].markAsDirty()
      }
      ownKept(this.own())
    }
    this.customer.put(theirs)
  }

  private typed() {
    const names = Object.keys(this.form.controls) as Field[]
    return names.map((name) => [name, this.form.controls[name]] as const).filter(([, { dirty }]) => dirty)
  }

  /** As people read it, not as the API writes it. */
  private textOf(field: Field, value: string | null): string {
    if (!value) return ''
    if (field === 'country_code') return this.formats.country(value)
    if (field === 'status') return this.transloco.translate(`status.${value}`)
    if (field === 'assigned_to') return this.people().find(({ id }) => id === value)?.name ?? value
    return value
  }

  private fill(customer: Customer) {
    const names = Object.keys(this.form.controls) as Field[]
    this.form.reset(Object.fromEntries(names.map((name) => [name, customer[name] ?? ''])))
  }

  private named(codes: readonly string[], name: (code: string) => string) {
    return codes
      .map((code) => ({ code, name: name(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, this.language.current()))
  }
}
