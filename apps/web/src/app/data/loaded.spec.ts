import { signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { Subject } from 'rxjs'
import { Failure } from './failure'
import { loaded } from './loaded'

function setUp(initial: { q: string } | undefined) {
  const wanted = signal(initial)
  const asked: { params: { q: string }; answer: Subject<string> }[] = []
  const data = TestBed.runInInjectionContext(() =>
    loaded(wanted, (params) => {
      const answer = new Subject<string>()
      asked.push({ params, answer })
      return answer
    }),
  )
  TestBed.tick()
  return { wanted, asked, data }
}

describe('loaded data', () => {
  it('keeps the last answer while the next one loads, and drops one that comes too late', () => {
    const { wanted, asked, data } = setUp({ q: 'a' })
    asked[0]?.answer.next('for a')
    wanted.set({ q: 'b' })
    TestBed.tick()
    expect([data.value(), data.loading()]).toEqual(['for a', true])
    asked[0]?.answer.next('late')
    asked[1]?.answer.next('for b')
    expect([data.value(), data.loading()]).toEqual(['for b', false])
  })

  it('does not ask again for equal parameters, or without any', () => {
    const { wanted, asked } = setUp(undefined)
    expect(asked).toHaveLength(0)
    wanted.set({ q: 'a' })
    TestBed.tick()
    wanted.set({ q: 'a' })
    TestBed.tick()
    expect(asked).toHaveLength(1)
  })

  it('shows a failure until it is asked again', () => {
    const { asked, data } = setUp({ q: 'a' })
    asked[0]?.answer.error(new Failure(503, 'query.too_slow', 'Too slow'))
    expect(data.failure()?.message).toBe('Too slow')
    data.reload()
    TestBed.tick()
    expect(data.failure()).toBeUndefined()
    expect(asked).toHaveLength(2)
    data.put('by hand')
    expect(data.value()).toBe('by hand')
  })
})
