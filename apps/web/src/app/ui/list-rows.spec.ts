import { signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { Subject } from 'rxjs'
import { list } from '../../testing/answers'
import type { Query } from '../data/query'
import { listRows } from './list-rows'

interface Row {
  readonly id: string
}
type Answer = ReturnType<typeof list<Row>>

/** Rows `from` to `to` of a list of 1,000. */
const rows = (from: number, to: number): Answer =>
  list(
    Array.from({ length: to - from }, (_, step) => ({ id: String(from + step) })),
    { total: 1000 },
  )

function setUp(isRolling: boolean) {
  const query = signal<Query>({ sort: 'name', page: 3, per_page: 25 })
  const rolling = signal(isRolling)
  const asked: { query: Query; answer: Subject<Answer> }[] = []
  const shown = TestBed.runInInjectionContext(() =>
    listRows<Row>({ query, rolling }, (one) => {
      const answer = new Subject<Answer>()
      asked.push({ query: one, answer })
      return answer
    }),
  )
  TestBed.tick()
  const reply = (page: number) => {
    const open = asked.filter((one) => one.query['page'] === page).at(-1)
    open?.answer.next(rows((page - 1) * 50, page * 50))
    open?.answer.complete()
    TestBed.tick()
  }
  const lookAt = (place: number) => {
    shown.room()?.look(place)
    jest.advanceTimersByTime(60)
    TestBed.tick()
  }
  return { query, asked, shown, reply, lookAt, pages: () => asked.map((one) => one.query['page']) }
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

describe('the rows of a list', () => {
  it('are the page that the address asks for', () => {
    const { asked, shown } = setUp(false)
    asked[0]?.answer.next(rows(50, 75))
    expect(asked.map((one) => one.query)).toEqual([{ sort: 'name', page: 3, per_page: 25 }])
    expect([shown.rows().length, shown.room(), shown.pagination()?.total]).toEqual([25, undefined, 1000])
  })

  it('are asked for as the reader scrolls, with room for all the others before and behind them', () => {
    const { shown, reply, lookAt, pages } = setUp(true)
    reply(1)
    reply(2)
    expect(shown.room()).toMatchObject({ before: 0, behind: 900 })
    lookAt(60)
    reply(3)
    expect([pages(), shown.rows().length, shown.room()?.behind]).toEqual([[1, 2, 3], 150, 850])
    lookAt(720)
    expect([shown.rows()[0]?.id, shown.loading()]).toEqual(['0', false])
    for (const page of [14, 15, 16]) reply(page)
    expect([shown.rows()[0]?.id, shown.rows().at(-1)?.id, shown.room()?.before]).toEqual(['650', '799', 650])
    expect(shown.pagination()).toMatchObject({ page: 15, per_page: 50 })
  })

  it('pass by whoever scrolls past them, and are not asked for twice', () => {
    const { shown, reply, lookAt, pages } = setUp(true)
    reply(1)
    reply(2)
    shown.room()?.look(400)
    shown.room()?.look(800)
    lookAt(60)
    reply(3)
    lookAt(0)
    expect(pages()).toEqual([1, 2, 3])
    expect(shown.rows()).toHaveLength(100)
  })

  it('start again at the top for another search, and when they are asked anew', () => {
    const { query, shown, reply, lookAt, pages } = setUp(true)
    reply(1)
    reply(2)
    lookAt(60)
    reply(3)
    query.set({ sort: '-name', page: 1, per_page: 25 })
    TestBed.tick()
    expect([pages().slice(3), shown.loading(), shown.rows().length]).toEqual([[1, 2], true, 150])
    reply(1)
    reply(2)
    expect([shown.loading(), shown.rows().length]).toEqual([false, 100])
    shown.reload()
    TestBed.tick()
    expect(pages().slice(5)).toEqual([1, 2])
  })

  it('are shown once where new ones push them on', () => {
    const { asked, shown, reply } = setUp(true)
    reply(1)
    asked[1]?.answer.next(rows(49, 99))
    asked[1]?.answer.complete()
    expect(new Set(shown.rows().map(({ id }) => id)).size).toBe(shown.rows().length)
    expect(shown.rows()).toHaveLength(99)
  })
})
