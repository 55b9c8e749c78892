import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, ReactiveFormsModule } from '@angular/forms'
import { MatAutocompleteModule, type MatAutocompleteSelectedEvent } from '@angular/material/autocomplete'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { debounceTime } from 'rxjs'
import { type Customer, customerName, Customers } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { FieldError } from '../../ui/field-error'

/** Finds a customer by name, e-mail, phone or company; nobody is a guest. */
@Component({
  selector: 'app-customer-picker',
  imports: [
    ReactiveFormsModule,
    MatAutocompleteModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  template: `
    <mat-form-field *transloco="let t; prefix: 'order_form'">
      <mat-label>{{ t('customer') }}</mat-label>
      <input
        matInput
        [formControl]="typed"
        [matAutocomplete]="found"
        [placeholder]="t('guest')"
        autocomplete="off"
        (blur)="settle()"
      />
      <mat-autocomplete #found="matAutocomplete" (optionSelected)="choose($event)">
        @for (customer of results(); track customer.id) {
          <mat-option [value]="customer">
            <bdi>{{ name(customer) }}</bdi>
            @if (customer.email) {
              <bdi class="muted"> {{ customer.email }}</bdi>
            }
          </mat-option>
        }
      </mat-autocomplete>
      @if (control().value && control().enabled) {
        <button matIconButton matSuffix type="button" [attr.aria-label]="t('make_guest')" (click)="clear()">
          <mat-icon svgIcon="close" />
        </button>
      }
      <mat-hint>{{ t('customer_hint') }}</mat-hint>
      <mat-error>{{ control().errors | fieldError }}</mat-error>
    </mat-form-field>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerPicker {
  private readonly customers = inject(Customers)
  readonly control = input.required<FormControl<string | null>>()
  /** What the customer of the standing order is called. */
  readonly known = input<string | null>()
  protected readonly typed = new FormControl('', { nonNullable: true })
  private readonly words = toSignal(this.typed.valueChanges.pipe(debounceTime(250)), { initialValue: '' })
  private readonly chosen = signal('')
  private readonly query = computed(() => {
    const words: unknown = this.words()
    const isSearch = typeof words === 'string' && words.trim().length > 1 && words !== this.chosen()
    return isSearch ? { q: words.trim(), per_page: 8 } : undefined
  })
  private readonly search = loaded(this.query, (query) => this.customers.list(query))
  protected readonly results = computed<readonly Customer[]>(() => this.search.value()?.data ?? [])

  constructor() {
    effect(() => {
      const name = this.known() ?? ''
      untracked(() => this.show(name))
      if (this.control().disabled) this.typed.disable()
    })
  }

  protected name(customer: Customer): string {
    return customerName(customer) ?? customer.id
  }

  protected choose({ option }: MatAutocompleteSelectedEvent) {
    const customer = option.value as Customer
    this.control().setValue(customer.id)
    this.control().markAsDirty()
    this.show(this.name(customer))
  }

  protected clear() {
    this.control().setValue(null)
    this.control().markAsDirty()
    this.show('')
  }

  /** Words that chose nobody do not stay; an emptied field is a guest. */
  protected settle() {
    const words: unknown = this.typed.value
    if (words === '' && this.control().value) this.clear()
    else if (words !== this.chosen()) setTimeout(() => this.typed.setValue(this.chosen(), { emitEvent: false }), 200)
  }

  private show(name: string) {
    this.chosen.set(name)
    this.typed.setValue(name, { emitEvent: false })
  }
}
