import { computed, inject, Injectable, InjectionToken, signal, type WritableSignal } from '@angular/core'
import { TranslocoService } from '@jsverse/transloco'
import { currencyExponent, isCurrency } from '@portolan/contracts'
import { Language } from './language'

/** The zone that times are shown in: the reader's profile decides, else the browser. */
export const READER_ZONE = new InjectionToken<WritableSignal<string>>('READER_ZONE', {
  providedIn: 'root',
  factory: () => signal(Intl.DateTimeFormat().resolvedOptions().timeZone),
})

type DecimalText = `${number}`

const made = new Map<string, unknown>()

/** The engine's own format. Making one takes as long as a hundred uses of it, and a list shows hundreds. */
function kept<Options, Format>(
  make: new (locale: string, options: Options) => Format,
  locale: string,
  options: Options,
) {
  const key = `${make.name} ${locale} ${JSON.stringify(options)}`
  const format = (made.get(key) as Format | undefined) ?? new make(locale, options)
  made.set(key, format)
  return format
}

/** Numbers, money, dates and names in the reader's language; reading the language signal makes templates follow it. */
@Injectable({ providedIn: 'root' })
export class Formats {
  private readonly language = inject(Language)
  private readonly transloco = inject(TranslocoService)
  private readonly zone = inject(READER_ZONE)
  /** The browser's own regional form of the chosen language, so that a reader in London gets British dates. */
  private readonly locale = computed(() => {
    const language = this.language.current()
    const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language
    // Ids, prices and dates are compared with what shops and couriers write: digits and calendar are the same for all.
    return new Intl.Locale(locale, { numberingSystem: 'latn', calendar: 'gregory' }).toString()
  })

  /** A decimal string in its currency, exact: it is never parsed to a floating-point number. */
  money(amount: string, currency: string, options: Intl.NumberFormatOptions = {}): string {
    const digits = isCurrency(currency) ? currencyExponent(currency) : 2
    const format = this.numbers({
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      ...options,
    })
    if (this.language.current() !== 'ar') return format.format(amount as DecimalText)
    // "US$" would be turned into "$US" where the amount runs from right to left.
    const parts = format.formatToParts(amount as DecimalText)
    return parts.map(({ type, value }) => (type === 'currency' ? `\u2066${value}\u2069` : value)).join('')
  }

  /** For axes and tight places: 12K, 3.4M. */
  compactMoney(amount: number, currency: string): string {
    return this.money(String(amount), currency, {
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    })
  }

  number(value: number | string): string {
    return this.numbers({ maximumFractionDigits: 12 }).format(value as DecimalText)
  }

  /** An exchange rate to six decimals, which is what rates are published with. */
  rate(rate: string): string {
    return this.numbers({ maximumFractionDigits: 6 }).format(rate as DecimalText)
  }

  percent(ratio: number): string {
    return this.numbers({ style: 'percent', maximumFractionDigits: 1 }).format(ratio)
  }

  /** A length of time in seconds, minutes or hours, whichever says it shortest. */
  duration(seconds: number): string {
    const [unit, length] = seconds < 100 ? ['second', 1] : seconds < 6000 ? ['minute', 60] : ['hour', 3600]
    const options = { style: 'unit', unit: String(unit), maximumFractionDigits: seconds < 10 ? 1 : 0 } as const
    return this.numbers(options).format(seconds / Number(length))
  }

  dateTime(iso: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }): string {
    return kept(Intl.DateTimeFormat, this.locale(), { timeZone: this.zone(), ...options }).format(new Date(iso))
  }

  /** A calendar day (YYYY-MM-DD) that belongs to no zone. */
  day(day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
    return this.dateTime(`${day.slice(0, 10)}T00:00:00Z`, { ...options, timeZone: 'UTC' })
  }

  month(day: string): string {
    return this.day(day, { month: 'short', year: 'numeric' })
  }

  country(code: string | null | undefined): string {
    return code ? this.name('region', code) : this.transloco.translate('common.unknown_country')
  }

  languageName(code: string): string {
    return this.name('language', code)
  }

  currencyName(code: string): string {
    return this.name('currency', code)
  }

  /** Picks the plural form below `key` (one, other, few …) for `count`, falling back to `other`. */
  counted(key: string, count: number, also: Record<string, unknown> = {}): string {
    const form = kept(Intl.PluralRules, this.locale(), {}).select(count)
    const forms = this.transloco.translateObject<Record<string, string>>(key)
    const path = forms[form] === undefined ? 'other' : form
    return this.transloco.translate(`${key}.${path}`, { ...also, count: this.number(count) })
  }

  private numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return kept(Intl.NumberFormat, this.locale(), options)
  }

  private name(type: Intl.DisplayNamesType, code: string): string {
    try {
      return kept(Intl.DisplayNames, this.locale(), { type }).of(code) ?? code
    } catch {
      return code
    }
  }
}
