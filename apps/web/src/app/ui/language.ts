import { Directionality } from '@angular/cdk/bidi'
import { DOCUMENT, inject, Injectable, signal } from '@angular/core'
import { isLanguage, languages, type Language as LanguageCode } from '@portolan/contracts'
import { TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { readStored, writeStored } from './stored'

/** Languages with a file in public/i18n, each called by its own name. */
export const shippedLanguages = languages.map((code) => ({
  code,
  name: nameOf(code),
}))

const rightToLeft: readonly LanguageCode[] = ['ar']

/** What the console speaks. A member's profile keeps it; a browser remembers it for the sign-in page. */
@Injectable({ providedIn: 'root' })
export class Language {
  private readonly transloco = inject(TranslocoService)
  private readonly directionality = inject(Directionality)
  private readonly root = inject(DOCUMENT).documentElement
  private readonly shown = signal<LanguageCode>('en')
  readonly current = this.shown.asReadonly()
  /** Chosen on this page and in no profile yet. */
  private chosen: LanguageCode | undefined
  private wanted: LanguageCode | undefined

  /** What this browser spoke last, else its own first language that we have. */
  start(): Promise<void> {
    const wanted = [readStored<string>('portolan.language') ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))]
    // A console without words is of no use: English is kept when another file cannot be had.
    return this.show(wanted.find(isLanguage) ?? 'en').catch(() => this.show('en'))
  }

  async choose(language: LanguageCode): Promise<void> {
    await this.show(language)
    this.chosen = language
    writeStored('portolan.language', language)
  }

  /** What was chosen before anybody was signed in: it goes into the profile, once. */
  takeChosen(): LanguageCode | undefined {
    const chosen = this.chosen
    this.chosen = undefined
    return chosen
  }

  /** Speaks as the profile says; without a word of it, as this browser did, else as the workspace does. */
  follow(own: string | null | undefined, workspace: string): Promise<void> {
    if (own && isLanguage(own)) writeStored('portolan.language', own)
    const wanted = [own ?? '', readStored<string>('portolan.language') ?? '', workspace].find(isLanguage)
    return wanted ? this.show(wanted) : Promise.resolve()
  }

  /** As follow, but forgets what this browser spoke: somebody has just said what holds from now on. */
  adopt(own: string | null | undefined, workspace: string): Promise<void> {
    this.chosen = undefined
    writeStored('portolan.language', undefined)
    return this.follow(own, workspace)
  }

  private async show(language: LanguageCode) {
    this.wanted = language
    await firstValueFrom(this.transloco.load(language))
    // Somebody may have chosen another one while the file was on its way.
    if (this.wanted !== language) return
    const direction = rightToLeft.includes(language) ? 'rtl' : 'ltr'
    this.root.lang = language
    this.root.dir = direction
    this.transloco.setActiveLang(language)
    // Menus, drawers and overlays ask the CDK, which reads the page's direction only once.
    this.directionality.valueSignal.set(direction)
    this.directionality.change.emit(direction)
    this.shown.set(language)
  }
}

function nameOf(code: LanguageCode): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
}
