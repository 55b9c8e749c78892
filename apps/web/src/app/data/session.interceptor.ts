import type { HttpHandlerFn, HttpInterceptorFn, HttpRequest } from '@angular/common/http'
import { inject } from '@angular/core'
import { catchError, from, switchMap, throwError } from 'rxjs'
import { Language } from '../ui/language'
import { Failure } from './failure'
import { Session } from './session'
import { WITHOUT_SESSION } from './without-session'

/** Carries the access token and the language; renews the session once when the API no longer knows the token. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/')) return next(request)
  const language = inject(Language).current()
  const localised = request.clone({ setHeaders: { 'Accept-Language': language } })
  if (request.context.get(WITHOUT_SESSION)) return next(localised).pipe(catchError(failed))
  return withSession(localised, next, inject(Session))
}

function withSession(request: HttpRequest<unknown>, next: HttpHandlerFn, session: Session) {
  return from(session.token()).pipe(
    switchMap((token) =>
      next(authorised(request, token)).pipe(
        catchError((error: unknown) => {
          const failure = Failure.from(error)
          if (failure.status !== 401) return throwError(() => failure)
          return from(session.renew(token)).pipe(switchMap((renewed) => next(authorised(request, renewed))))
        }),
      ),
    ),
    catchError(failed),
  )
}

function authorised(request: HttpRequest<unknown>, token: string) {
  return request.clone({ setHeaders: { Authorization: `Bearer ${token}` } })
}

function failed(error: unknown) {
  return throwError(() => Failure.from(error))
}
