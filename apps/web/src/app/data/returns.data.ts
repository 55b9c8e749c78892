import { Injectable } from '@angular/core'
import type { ReturnStatus } from '@portolan/contracts'
import type { Observable } from 'rxjs'
import { orderReturnsRequest } from '../api/fn/orders/order-returns-request'
import { returnsCancel } from '../api/fn/returns/returns-cancel'
import { returnsChange } from '../api/fn/returns/returns-change'
import { returnsList } from '../api/fn/returns/returns-list'
import { returnsOne } from '../api/fn/returns/returns-one'
import { returnsSetStatus } from '../api/fn/returns/returns-set-status'
import type { EditReturnDto } from '../api/models/edit-return-dto'
import type { RequestReturnDto } from '../api/models/request-return-dto'
import type { ReturnDto } from '../api/models/return-dto'
import type { ReturnRefundDto } from '../api/models/return-refund-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import { asParams, type Query } from './query'

export type Return = ReturnDto
export type ReturnList = AnswerOf<typeof returnsList>

@Injectable({ providedIn: 'root' })
export class Returns {
  private readonly api = apiCalls()

  list(query: Query): Observable<ReturnList> {
    return this.api.answer(returnsList, asParams(query))
  }

  get(id: string): Observable<Return> {
    return this.api.data(returnsOne, { id })
  }

  request(orderId: string, body: RequestReturnDto): Observable<Return> {
    return this.api.data(orderReturnsRequest, { id: orderId, body })
  }

  change(id: string, version: number, body: EditReturnDto): Observable<Return> {
    return this.api.data(returnsChange, { id, body }, ifMatch(version))
  }

  setStatus(id: string, status: ReturnStatus, refund?: ReturnRefundDto): Observable<Return> {
    return this.api.data(returnsSetStatus, { id, body: { status, ...(refund && { refund }) } })
  }

  cancel(id: string): Observable<Return> {
    return this.api.data(returnsCancel, { id })
  }
}
