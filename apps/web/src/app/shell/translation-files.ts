import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import type { Translation, TranslocoLoader } from '@jsverse/transloco'

/** A language is one file: public/i18n/<language>.json. */
@Injectable({ providedIn: 'root' })
export class TranslationFiles implements TranslocoLoader {
  private readonly http = inject(HttpClient)

  getTranslation(language: string) {
    return this.http.get<Translation>(`/i18n/${language}.json`)
  }
}
