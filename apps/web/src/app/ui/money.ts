import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatTooltipModule } from '@angular/material/tooltip'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Formats } from './formats'

export interface Conversion {
  amount: string | null
  currency: string
  rateDate: string | null
  provisional?: boolean
}

/** An amount in its own currency and, when given, what it is in another: the rate and its day on hover and on focus. */
@Component({
  selector: 'ui-money',
  imports: [MatTooltipModule, TranslocoDirective],
  template: `
    <bdi class="number">{{ text() }}</bdi>
    @if (converted(); as other) {
      <span *transloco="let t; prefix: 'money'" class="converted number" tabindex="0" [matTooltip]="explanation()">
        @if (other.amount) {
          <bdi>{{ other.amount }}</bdi>
          @if (other.provisional) {
            <span class="provisional" [attr.aria-label]="t('provisional')">~</span>
          }
        } @else {
          {{ t('no_rate') }}
        }
      </span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-direction: column;
      align-items: inherit;
      white-space: nowrap;
    }
    bdi {
      text-align: match-parent;
    }
    .converted {
      font: var(--mat-sys-body-small);
      color: var(--mat-sys-on-surface-variant);
    }
    .provisional {
      color: var(--warning);
      font-weight: 700;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Money {
  private readonly formats = inject(Formats)
  private readonly transloco = inject(TranslocoService)
  readonly amount = input.required<string>()
  readonly currency = input.required<string>()
  readonly conversion = input<Conversion>()
  protected readonly text = computed(() => this.formats.money(this.amount(), this.currency()))
  protected readonly converted = computed(() => {
    const conversion = this.conversion()
    if (!conversion || conversion.currency === this.currency()) return undefined
    const amount = conversion.amount === null ? undefined : this.formats.money(conversion.amount, conversion.currency)
    return { amount, provisional: conversion.provisional }
  })
  protected readonly explanation = computed(() => {
    const conversion = this.conversion()
    if (!conversion?.amount || !conversion.rateDate) return this.transloco.translate('money.no_rate_explained')
    const key = conversion.provisional ? 'money.rate_of_provisional' : 'money.rate_of'
    const day = this.transloco.translate(key, { day: this.formats.day(conversion.rateDate) })
    const rate = roughRate(this.amount(), conversion.amount)
    if (!rate) return day
    const [from, to] = [this.currency(), conversion.currency]
    return `${this.transloco.translate('money.rate', { from, to, rate: this.formats.number(rate) })} ${day}`
  })
}

/** To four digits, as far as the two amounts tell it; small ones are rounded too much to tell any. */
function roughRate(amount: string, converted: string): string | undefined {
  const rate = Number(converted) / Number(amount)
  return Math.abs(Number(converted)) >= 10 && Number.isFinite(rate) ? String(Number(rate.toPrecision(4))) : undefined
}
