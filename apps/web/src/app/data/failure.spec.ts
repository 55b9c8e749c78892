import { HttpErrorResponse, HttpHeaders } from '@angular/common/http'
import { refusal, requestId } from '../../testing/answers'
import { Failure } from './failure'

describe('a failure', () => {
  it('keeps the words, fields and request id of the API', () => {
    const error = refusal('order.closed', 'The order is closed', { status: ['closed'] })
    const failure = Failure.from(new HttpErrorResponse({ status: 409, error }))
    expect(failure).toMatchObject({ status: 409, reason: 'order.closed', message: 'The order is closed', requestId })
    expect(failure.details).toEqual({ status: ['closed'] })
    expect(failure.isStale).toBe(false)
  })

  it('reads a refusal that came as text, as it does for calls that answer nothing', () => {
    const error = JSON.stringify(refusal('user.has_customers', 'Say who takes them over'))
    expect(Failure.from(new HttpErrorResponse({ status: 409, error })).reason).toBe('user.has_customers')
  })

  it('knows when somebody else saved first', () => {
    const error = refusal('version.stale', 'Changed meanwhile')
    expect(Failure.from(new HttpErrorResponse({ status: 412, error })).isStale).toBe(true)
  })

  it('names a server that cannot be reached, and one that answers something else', () => {
    expect(Failure.from(new HttpErrorResponse({ status: 0 })).reason).toBe('network.unreachable')
    const headers = new HttpHeaders({ 'X-Request-Id': 'abc' })
    const proxy = Failure.from(new HttpErrorResponse({ status: 502, error: '<html>', headers }))
    expect([proxy.reason, proxy.requestId]).toEqual(['network.answer', 'abc'])
  })

  it('lets errors of our own through', () => {
    expect(() => Failure.from(new TypeError('a mistake'))).toThrow('a mistake')
  })
})
