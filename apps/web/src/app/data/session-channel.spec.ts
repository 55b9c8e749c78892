import { TestBed } from '@angular/core/testing'
import { type AccessToken, SessionChannel } from './session-channel'

class Channel extends EventTarget {
  static readonly sent: unknown[] = []
  static last: Channel | undefined
  closed = false
  constructor() {
    super()
    Channel.last = this
  }
  postMessage(message: unknown) {
    Channel.sent.push(message)
  }
  close() {
    this.closed = true
  }
}

describe('the channel between tabs', () => {
  beforeEach(() => Object.assign(globalThis, { BroadcastChannel: Channel }))
  afterEach(() => Reflect.deleteProperty(globalThis, 'BroadcastChannel'))

  it('tells and hears of renewed tokens and of signing out, and closes with the page', () => {
    const channel = TestBed.inject(SessionChannel)
    const heard: unknown[] = []
    channel.renewed.subscribe((access) => heard.push(access))
    channel.signedOut.subscribe(() => heard.push('signed-out'))
    const access: AccessToken = { token: 'x', expiresAt: 1 }
    channel.tellRenewed(access)
    channel.tellSignedOut()
    for (const data of Channel.sent) Channel.last?.dispatchEvent(new MessageEvent('message', { data }))
    expect(heard).toEqual([access, 'signed-out'])
    TestBed.resetTestingModule()
    expect(Channel.last?.closed).toBe(true)
  })

  it('works under a lock that all tabs share', async () => {
    const request = jest.fn((_: string, work: () => Promise<unknown>) => work())
    Object.assign(navigator, { locks: { request } })
    const channel = TestBed.inject(SessionChannel)
    expect(await channel.alone(() => Promise.resolve(7))).toBe(7)
    expect(request.mock.calls[0]?.[0]).toBe('portolan.session')
    Reflect.deleteProperty(navigator, 'locks')
    expect(await channel.alone(() => Promise.resolve(8))).toBe(8)
  })
})
