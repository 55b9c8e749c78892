import { HttpClient, type HttpContext } from '@angular/common/http'
import { inject } from '@angular/core'
import { map, type Observable } from 'rxjs'
import type { StrictHttpResponse } from '../api/strict-http-response'

type Call<Params, Body> = (
  http: HttpClient,
  rootUrl: string,
  params: Params,
  context?: HttpContext,
) => Observable<StrictHttpResponse<Body>>

/** What a generated call answers. */
export type AnswerOf<Fn> = Fn extends (...parameters: never[]) => Observable<StrictHttpResponse<infer Body>>
  ? Body
  : never

export interface ApiCalls {
  /** The whole answer, with its `meta`. */
  answer<Params, Body>(call: Call<Params, Body>, params: Params, context?: HttpContext): Observable<Body>
  /** Its `data` alone. */
  data<Params, Data>(call: Call<Params, { data: Data }>, params: Params, context?: HttpContext): Observable<Data>
}

/** The generated client (src/app/api) on this console's own origin. */
export function apiCalls(): ApiCalls {
  const http = inject(HttpClient)
  const answer = <Params, Body>(call: Call<Params, Body>, params: Params, context?: HttpContext) =>
    call(http, '', params, context).pipe(map(({ body }) => body))
  return {
    answer,
    data: (call, params, context) => answer(call, params, context).pipe(map(({ data }) => data)),
  }
}
