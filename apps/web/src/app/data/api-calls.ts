import { HttpClient, type HttpContext } from '@angular/common/http'
import { inject } from '@angular/core'
import { map, type Observable } from 'rxjs'
import { asParams, type Query } from './query'
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
  /** A list by names that the contract cannot know, such as `custom_fields.shoe_size`. */
  found<Body>(path: string, query: Query): Observable<Body>
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
    found: <Body>(path: string, query: Query) =>
      http.get<Body>(path, { params: asParams<Record<string, string | number>>(query) }),
    data: (call, params, context) => answer(call, params, context).pipe(map(({ data }) => data)),
  }
}
