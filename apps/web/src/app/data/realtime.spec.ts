import { TestBed } from '@angular/core/testing'
import { Subject } from 'rxjs'
import { Realtime, type Happened } from './realtime'
import { Session } from './session'

const handlers = new Map<string, (...parameters: never[]) => void>()
const socket = {
  active: true,
  on: (name: string, handler: (...parameters: never[]) => void) => handlers.set(name, handler),
  emit: jest.fn(),
  connect: jest.fn(),
  disconnect: jest.fn(),
}
const io = jest.fn((_options: { auth: (give: (auth: object) => void) => void }) => socket)
jest.mock('socket.io-client', () => ({ io: (options: never) => io(options) }))

const ended = new Subject<void>()
const session = {
  user: jest.fn(() => ({ id: 'me' })),
  token: jest.fn(() => Promise.resolve('token-1')),
  tokenLastsMs: () => 5000,
  ended,
}

function start() {
  TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] })
  return TestBed.inject(Realtime)
}
const happens = (name: string, ...parameters: unknown[]) => handlers.get(name)?.(...(parameters as never[]))

beforeEach(() => {
  jest.useFakeTimers()
  jest.clearAllMocks()
  handlers.clear()
})
afterEach(() => jest.useRealTimers())

it('greets with the token of the moment and tells what happens by topic', async () => {
  const realtime = start()
  await realtime.start()
  const greeting = await new Promise((resolve) => io.mock.calls[0]?.[0].auth(resolve))
  expect(greeting).toEqual({ token: 'token-1' })
  const heard: Happened[] = []
  realtime.on('orders', 'order.created').subscribe((one) => heard.push(one))
  happens('connect')
  expect(realtime.live()).toBe(true)
  happens('happened', { topic: 'orders', event: 'order.created', ids: ['o1'] })
  happens('happened', { topic: 'orders', event: 'order.updated', ids: ['o2'] })
  happens('happened', { topic: 'customers', event: 'customer.created', ids: ['c1'] })
  expect(heard.map(({ ids }) => ids)).toEqual([['o1']])
})

it('sends the next token before the old one ends', async () => {
  const realtime = start()
  await realtime.start()
  happens('connect')
  session.token.mockResolvedValueOnce('token-2')
  await jest.advanceTimersByTimeAsync(5100)
  expect(socket.emit).toHaveBeenCalledWith('token', 'token-2')
})

it('comes back when the server has ended it, and says that something was missed', async () => {
  const realtime = start()
  const returned = jest.fn()
  realtime.returned.subscribe(returned)
  await realtime.start()
  happens('connect')
  happens('disconnect', 'io server disconnect')
  expect(realtime.live()).toBe(false)
  await jest.advanceTimersByTimeAsync(3100)
  expect(socket.connect).toHaveBeenCalledTimes(1)
  happens('connect')
  expect(returned).toHaveBeenCalledTimes(1)
})

it('stays away once the sign-in is over', async () => {
  const realtime = start()
  await realtime.start()
  happens('connect')
  ended.next()
  expect(socket.disconnect).toHaveBeenCalled()
  happens('disconnect', 'io server disconnect')
  await jest.advanceTimersByTimeAsync(10_000)
  expect(socket.connect).not.toHaveBeenCalled()
})
