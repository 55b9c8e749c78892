import { provideHttpClient, withInterceptors } from '@angular/common/http'
import {
  type ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core'
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field'
import { provideRouter, TitleStrategy, withComponentInputBinding, withInMemoryScrolling } from '@angular/router'
import { provideTransloco, provideTranslocoTranspiler } from '@jsverse/transloco'
import { routes } from './app.routes'
import { ifMatchInterceptor } from './data/if-match'
import { Session } from './data/session'
import { sessionInterceptor } from './data/session.interceptor'
import { PageTitle } from './shell/page-title'
import { TranslationFiles } from './shell/translation-files'
import { Appearance } from './ui/appearance'
import { registerIcons } from './ui/icons'
import { IsolatedValues } from './ui/isolated-values'
import { Language, shippedLanguages } from './ui/language'

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideZonelessChangeDetection(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
    ),
    provideHttpClient(withInterceptors([ifMatchInterceptor, sessionInterceptor])),
    provideTransloco({
      config: {
        availableLangs: shippedLanguages.map(({ code }) => code),
        defaultLang: 'en',
        fallbackLang: 'en',
        // A word that a language lacks is said in English, never as its key.
        missingHandler: { useFallbackTranslation: true },
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: TranslationFiles,
    }),
    provideTranslocoTranspiler(IsolatedValues),
    provideAppInitializer(() => {
      registerIcons()
      inject(Appearance)
      // Is answered while the words are on their way; the guard of the pages waits for it, and tells what went wrong.
      inject(Session)
        .restore()
        .catch(() => undefined)
      return inject(Language).start()
    }),
    { provide: TitleStrategy, useClass: PageTitle },
    { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline', subscriptSizing: 'dynamic' } },
  ],
}
