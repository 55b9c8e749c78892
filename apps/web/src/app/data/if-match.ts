import { HttpContext, HttpContextToken, type HttpInterceptorFn } from '@angular/common/http'

const IF_MATCH = new HttpContextToken<number | undefined>(() => undefined)

/** An edit of the version that was read: refused (412) when somebody else has saved since. */
export function ifMatch(version: number): HttpContext {
  return new HttpContext().set(IF_MATCH, version)
}

export const ifMatchInterceptor: HttpInterceptorFn = (request, next) => {
  const version = request.context.get(IF_MATCH)
  return next(version === undefined ? request : request.clone({ setHeaders: { 'If-Match': `W/"${version}"` } }))
}
