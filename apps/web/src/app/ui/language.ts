import { Directionality } from '@angular/cdk/bidi'
import { DOCUMENT, inject, Injectable, signal } from '@angular/core'
import { isLanguage, type Language as LanguageCode } from '@portolan/contracts'
import { TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { readStored, writeStored } from './stored'

/** Languages with a file in public/i18n; adding one is adding the file and its code here. */
export const shippedLanguages: readonly LanguageCode[] = ['en']

const rightToLeft: readonly LanguageCode[] = ['ar']

@Injectable({ providedIn: 'root' })
export class Language {
  private readonly transloco = inject(TranslocoService)
  private readonly directionality = inject(Directionality)
  private readonly root = inject(DOCUMENT).documentElement
  private readonly chosen = signal<LanguageCode>('en')
  readonly current = this.chosen.asReadonly()

  /** The stored choice, else the browser's first language that we have. */
  start(): Promise<void> {
    const wanted = [readStored<string>('portolan.language') ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))]
    const language = wanted.find((code) => isLanguage(code) && shippedLanguages.includes(code)) ?? 'en'
    return this.show(language as LanguageCode)
  }

  choose(language: LanguageCode): Promise<void> {
    writeStored('portolan.language', language)
    return this.show(language)
  }

  /** Follows the profile, unless this browser has a choice of its own. */
  follow(language: string): Promise<void> {
    const known = isLanguage(language) && shippedLanguages.includes(language)
    return known && !readStored('portolan.language') ? this.show(language) : Promise.resolve()
  }

  /** Follows the profile from now on, instead of a choice that this browser had of its own. */
  adopt(language: string): Promise<void> {
    writeStored('portolan.language', undefined)
    return this.follow(language)
  }

  private async show(language: LanguageCode) {
    await firstValueFrom(this.transloco.load(language))
    this.transloco.setActiveLang(language)
    this.root.lang = language
    const direction = rightToLeft.includes(language) ? 'rtl' : 'ltr'
    this.root.dir = direction
    // Menus, drawers and overlays ask the CDK, which reads the page's direction only once.
    this.directionality.valueSignal.set(direction)
    this.directionality.change.emit(direction)
    this.chosen.set(language)
  }
}
