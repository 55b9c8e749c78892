import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { RouterLink } from '@angular/router'
import { Router } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../../data/failure'
import { loaded } from '../../../data/loaded'
import { Webhooks, type SubscriptionFields } from '../../../data/webhooks.data'
import { FieldError } from '../../../ui/field-error'
import { showFieldMessages } from '../../../ui/form-errors'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { holdInput } from '../../../ui/unsaved'
import { EventPicker } from './event-picker'
import { SecretOnce } from './secret-once'

const text = (value = '') => new FormControl(value, { nonNullable: true })
const headerRow = () =>
  new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: Validators.required }),
    value: new FormControl('', { nonNullable: true, validators: Validators.required }),
  })

@Component({
  selector: 'app-webhook-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    RouterLink,
    TranslocoDirective,
    ErrorState,
    EventPicker,
    FieldError,
    SecretOnce,
    Skeleton,
  ],
  templateUrl: './webhook-form.html',
  styleUrl: './webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookForm {
  private readonly webhooks = inject(Webhooks)
  private readonly router = inject(Router)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  /** Absent for a new one. */
  readonly id = input<string>()
  protected readonly subscription = loaded(this.id, (id) => this.webhooks.get(id))
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly made = signal<{ id: string; secret: string } | undefined>(undefined)
  protected readonly back = computed(() => (this.id() ? `/settings/webhooks/${this.id()}` : '/settings/webhooks'))
  protected readonly form = new FormGroup({
    url: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(2048)] }),
    description: text(),
    events: new FormControl<string[]>(['*'], { nonNullable: true, validators: Validators.required }),
    rate_limit: new FormControl<number | null>(null, [Validators.min(1), Validators.max(60_000)]),
    ordered: new FormControl(false, { nonNullable: true }),
    headers: new FormArray<ReturnType<typeof headerRow>>([]),
  })

  constructor() {
    holdInput(() => this.form.dirty)
    effect(() => {
      const given = this.subscription.value()
      if (given) untracked(() => this.form.patchValue({ ...given, description: given.description ?? '' }))
    })
  }

  protected addHeader() {
    this.form.controls.headers.push(headerRow())
    this.form.controls.headers.markAsDirty()
  }

  protected removeHeader(index: number) {
    this.form.controls.headers.removeAt(index)
    this.form.controls.headers.markAsDirty()
  }

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      await this.send()
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private async send() {
    const before = this.subscription.value()
    if (!before) {
      const made = await firstValueFrom(this.webhooks.create(this.fields()))
      this.form.markAsPristine()
      this.made.set(made)
      return
    }
    await firstValueFrom(this.webhooks.update(before.id, before.version, this.fields()))
    this.form.markAsPristine()
    this.notices.tell(this.transloco.translate('webhooks.saved'))
    await this.router.navigateByUrl(this.back())
  }

  /** Headers that nobody touched stay as they are: their values are not known here. */
  private fields(): SubscriptionFields {
    const { headers, description, events, ...rest } = this.form.getRawValue()
    return {
      ...rest,
      description: description || null,
      events: events as SubscriptionFields['events'],
      ...(this.form.controls.headers.dirty ? { headers } : {}),
    }
  }
}
