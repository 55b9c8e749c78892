import type { HarnessLoader } from '@angular/cdk/testing'
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed'
import { provideHttpClient, withInterceptors, type HttpRequest } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing'
import {
  type EnvironmentProviders,
  importProvidersFrom,
  inject,
  type Provider,
  provideAppInitializer,
} from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { MATERIAL_ANIMATIONS } from '@angular/material/core'
import { provideRouter, Router, type Routes, withComponentInputBinding } from '@angular/router'
import { RouterTestingHarness } from '@angular/router/testing'
import { provideTranslocoTranspiler, type Translation, TranslocoTestingModule } from '@jsverse/transloco'
import { catchError, throwError } from 'rxjs'
import type { Role } from '@portolan/contracts'
import english from '../../public/i18n/en.json'
import { Failure } from '../app/data/failure'
import { ifMatchInterceptor } from '../app/data/if-match'
import { READER_ZONE } from '../app/ui/formats'
import { registerIcons } from '../app/ui/icons'
import { IsolatedValues } from '../app/ui/isolated-values'
import { provideSignedIn } from './people'

/** The console's own words, icons and formats, in English and UTC, whatever the machine; other languages by hand. */
export function provideConsole(others: Record<string, Translation> = {}): (Provider | EnvironmentProviders)[] {
  return [
    importProvidersFrom(
      TranslocoTestingModule.forRoot({
        langs: { en: english, ...others },
        translocoConfig: {
          availableLangs: ['en', ...Object.keys(others)],
          defaultLang: 'en',
          reRenderOnLangChange: true,
        },
        preloadLangs: true,
      }),
    ),
    provideTranslocoTranspiler(IsolatedValues),
    { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
    provideAppInitializer(() => {
      registerIcons()
      inject(READER_ZONE).set('UTC')
    }),
  ]
}

/** A page of the console, opened at an address by somebody with a role, talking to the API that the test plays. */
export class OpenPage {
  readonly http = TestBed.inject(HttpTestingController)
  readonly loader: HarnessLoader
  readonly router = TestBed.inject(Router)

  constructor(private readonly harness: RouterTestingHarness) {
    this.loader = TestbedHarnessEnvironment.documentRootLoader(harness.fixture)
  }

  get element(): HTMLElement {
    return this.harness.fixture.nativeElement as HTMLElement
  }

  get text(): string {
    return (this.element.textContent ?? '').replace(/\s+/g, ' ')
  }

  /** Answers every waiting request for the path (without query), and gives the last of them. */
  async reply(path: string, body: object | null, status = 200): Promise<HttpRequest<unknown>> {
    await this.settle()
    const waiting = this.http.match((request) => request.url === `/api/v1${path}`)
    const last = waiting.at(-1)
    if (!last) throw new Error(`nothing asks for ${path}`)
    for (const request of waiting) {
      request.flush(body, status === 200 ? {} : { status, statusText: String(status), headers: {} })
    }
    await this.settle()
    return last.request
  }

  async click(name: string | RegExp): Promise<void> {
    const controls = [...document.querySelectorAll<HTMLElement>('a, button, [role=button], [role=tab]')]
    const matches = (text: string) => (typeof name === 'string' ? text.includes(name) : name.test(text))
    const control = controls.find((one) => matches(wordsOf(one)))
    if (!control) throw new Error(`nothing to click is called ${name}`)
    control.click()
    await this.settle()
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    this.harness.fixture.detectChanges()
    await new Promise((resolve) => setTimeout(resolve))
  }
}

export async function openPage(
  url: string,
  routes: Routes,
  { role = 'manager', providers = [] }: { role?: Role; providers?: Provider[] } = {},
): Promise<OpenPage> {
  TestBed.configureTestingModule({
    providers: [
      ...provideConsole(),
      provideRouter(routes, withComponentInputBinding()),
      provideHttpClient(
        withInterceptors([
          ifMatchInterceptor,
          (request, next) => next(request).pipe(catchError((error) => throwError(() => Failure.from(error)))),
        ]),
      ),
      provideHttpClientTesting(),
      provideSignedIn(role),
      ...providers,
    ],
  })
  const harness = await RouterTestingHarness.create()
  const page = new OpenPage(harness)
  await harness.navigateByUrl(url)
  return page
}

/** What a control is called: its text, its label, and the labels of what it holds. */
function wordsOf(control: HTMLElement): string {
  const labelled = [control, ...control.querySelectorAll('[aria-label]')]
  return [control.textContent, ...labelled.map((part) => part.getAttribute('aria-label') ?? '')].join(' ')
}
