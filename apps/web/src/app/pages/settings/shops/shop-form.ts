import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { FormControl, FormGroup, FormRecord, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { MatRadioModule } from '@angular/material/radio'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { platforms } from '@portolan/contracts'
import { firstValueFrom, type Observable } from 'rxjs'
import { Failure } from '../../../data/failure'
import { loaded } from '../../../data/loaded'
import { credentialsOf, Shops, type Platform } from '../../../data/shops.data'
import { Copyable } from '../../../ui/copyable'
import { FieldError } from '../../../ui/field-error'
import { showFieldMessages } from '../../../ui/form-errors'
import { Notices } from '../../../ui/notices'
import { Outward } from '../../../ui/outward'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'

/** How a shop is connected: its owner agrees in the shop, or somebody enters keys. */
export type Way = 'consent' | 'handover' | 'keys'
const ways: Readonly<Record<Platform, readonly Way[]>> = {
  shopify: ['consent', 'keys'],
  woocommerce: ['handover', 'keys'],
  custom: ['keys'],
}

interface Made {
  readonly id: string
  readonly webhook_url: string
  readonly webhook_secret: string | null
}

/** Connects a shop, or gives one another name or other credentials. */
@Component({
  selector: 'app-shop-form',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatRadioModule,
    RouterLink,
    TranslocoDirective,
    Copyable,
    ErrorState,
    FieldError,
    Skeleton,
  ],
  templateUrl: './shop-form.html',
  styleUrls: ['../webhooks/webhooks.scss', './shop-form.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopForm {
  private readonly shops = inject(Shops)
  private readonly router = inject(Router)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  private readonly outward = inject(Outward)
  /** Absent for a new one. */
  readonly id = input<string>()
  protected readonly platforms = platforms
  protected readonly shop = loaded(this.id, (id) => this.shops.get(id))
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly made = signal<Made | undefined>(undefined)
  protected readonly back = computed(() => (this.id() ? `/settings/shops/${this.id()}` : '/settings/shops'))
  protected readonly form = new FormGroup({
    platform: new FormControl<Platform>('shopify', { nonNullable: true }),
    way: new FormControl<Way>('keys', { nonNullable: true }),
    site_url: new FormControl('', { nonNullable: true }),
    shop_domain: new FormControl('', { nonNullable: true }),
    shop_name: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
    credentials: new FormRecord<FormControl<string>>({}),
  })
  private readonly platform = toSignal(this.form.controls.platform.valueChanges, {
    initialValue: this.form.controls.platform.value,
  })
  private readonly chosenWay = toSignal(this.form.controls.way.valueChanges, { initialValue: 'keys' as const })
  protected readonly ways = computed(() => ways[this.platform()])
  /** The one thing that is asked for beside the name when its owner agrees in the shop. */
  protected readonly address = computed<'shop_domain' | 'site_url' | null>(() => {
    if (this.id() || this.chosenWay() === 'keys') return null
    return this.chosenWay() === 'consent' ? 'shop_domain' : 'site_url'
  })
  protected readonly fields = computed(() => {
    const names = this.address() ? [] : credentialsOf[this.platform()]
    return names.map((name) => ({ name: name.replace('?', ''), optional: name.endsWith('?') }))
  })

  constructor() {
    effect(() => {
      const given = this.shop.value()
      if (given) untracked(() => this.form.patchValue({ platform: given.platform, shop_name: given.shop_name }))
    })
    effect(() => {
      const [first] = this.ways()
      untracked(() => this.form.controls.way.setValue(first ?? 'keys'))
    })
    effect(() => {
      const address = this.address()
      const { site_url, shop_domain } = this.form.controls
      untracked(() => {
        for (const [name, control] of Object.entries({ site_url, shop_domain })) {
          control.setValidators(name === address ? [Validators.required] : [])
          control.updateValueAndValidity()
        }
      })
    })
    effect(() => {
      const fields = this.fields()
      // Credentials are not known here: what stays empty in an edit stays as it is.
      const isNew = !this.id()
      untracked(() => this.ask(fields, isNew))
    })
  }

  protected isSecret(name: string): boolean {
    return /secret|token/.test(name)
  }

  protected save() {
    this.form.markAllAsTouched()
    return this.form.invalid ? undefined : this.attempt(() => (this.address() ? this.leave() : this.send()))
  }

  /** A shop that is known is asked for other keys. */
  protected renew(integration_id: string) {
    return this.attempt(() => this.follow(this.shops.handOver({ integration_id })))
  }

  private async attempt(work: () => Promise<void>) {
    if (this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      await work()
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private ask(fields: readonly { name: string; optional: boolean }[], isNew: boolean) {
    const { credentials } = this.form.controls
    for (const name of Object.keys(credentials.controls)) credentials.removeControl(name)
    for (const { name, optional } of fields) {
      const validators = optional || !isNew ? [] : [Validators.required]
      credentials.addControl(name, new FormControl('', { nonNullable: true, validators }))
    }
  }

  private leave() {
    const { way, site_url, shop_domain, shop_name } = this.form.getRawValue()
    if (way === 'consent') return this.follow(this.shops.consent({ shop_domain, shop_name }))
    return this.follow(this.shops.handOver({ site_url, shop_name }))
  }

  private async follow(asked: Observable<{ authorize_url: string }>) {
    const { authorize_url } = await firstValueFrom(asked)
    this.outward.goTo(authorize_url)
  }

  private async send() {
    const { platform, shop_name, credentials } = this.form.getRawValue()
    const given = Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== ''))
    const before = this.shop.value()
    if (!before) {
      const made = await firstValueFrom(this.shops.connect({ platform, shop_name, credentials: given }))
      // Its webhooks are ours to look after then.
      const mayAsk = ['consumer_secret', 'access_token', 'client_id'].some((name) => name in given)
      if (!mayAsk) return this.made.set(made)
      this.notices.tell(this.transloco.translate('shops.made'))
      await this.router.navigate(['/settings/shops', made.id])
      return
    }
    const changed = { shop_name, ...(Object.keys(given).length ? { credentials: given } : {}) }
    await firstValueFrom(this.shops.update(before.id, before.version, changed))
    this.notices.tell(this.transloco.translate('shops.saved'))
    await this.router.navigateByUrl(this.back())
  }
}
