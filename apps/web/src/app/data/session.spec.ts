import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http'
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing'
import { TestBed } from '@angular/core/testing'
import { firstValueFrom } from 'rxjs'
import { one, refusal, requestId } from '../../testing/answers'
import { provideConsole } from '../../testing/console'
import { aUser } from '../../testing/people'
import { Language } from '../ui/language'
import type { Failure } from './failure'
import { Session } from './session'
import { SessionChannel } from './session-channel'
import { sessionInterceptor } from './session.interceptor'

const issued = (name: string) => ({ access_token: name, token_type: 'Bearer', expires_in: 900, user: aUser() })
const token = (name: string) => one(issued(name))
const refused = refusal('auth.refresh_refused', 'This sign-in has ended')

function setUp() {
  TestBed.configureTestingModule({
    providers: [
      ...provideConsole(),
      provideHttpClient(withInterceptors([sessionInterceptor])),
      provideHttpClientTesting(),
    ],
  })
  const http = TestBed.inject(HttpTestingController)
  const session = TestBed.inject(Session)
  const settle = () => new Promise((resolve) => setTimeout(resolve))
  const next = async (url: string, method?: string): Promise<TestRequest> => {
    for (let turn = 0; turn < 3; turn++) await settle()
    return http.expectOne((request) => request.url === url && (!method || request.method === method))
  }
  const get = () => firstValueFrom(TestBed.inject(HttpClient).get('/api/v1/customers'))
  const unauthorised = { status: 401, statusText: 'Unauthorized' }
  const signIn = async () => {
    const done = session.signIn({ email: 'maria@meridian.example', password: 'secret' })
    const login = await next('/api/v1/auth/login')
    login.flush(token('first'))
    await done
    return login.request
  }
  return { http, session, next, get, settle, signIn, unauthorised }
}

beforeEach(() => localStorage.clear())

describe('signing in', () => {
  it('asks for a cookie session and keeps the access token out of storage', async () => {
    const { session, signIn } = setUp()
    const request = await signIn()
    expect(request.body).toEqual({ email: 'maria@meridian.example', password: 'secret', session: 'cookie' })
    expect(session.user()?.first_name).toBe('Maria')
    expect(JSON.stringify({ ...localStorage })).not.toContain('first')
    expect([session.can('orders.refund'), session.can('users.manage')]).toEqual([true, false])
  })

  it('passes on why it was refused', async () => {
    const { session, next, unauthorised } = setUp()
    const done = session.signIn({ email: 'a@b.example', password: 'wrong' })
    const body = refusal('auth.invalid_credentials', 'The e-mail address or the password is wrong')
    ;(await next('/api/v1/auth/login')).flush(body, unauthorised)
    const failure = await done.catch((error: Failure) => error)
    expect(failure).toMatchObject({ status: 401, reason: 'auth.invalid_credentials', requestId })
    expect(session.user()).toBeUndefined()
  })
})

describe('the language', () => {
  it('chosen at the door goes into the profile, and so does one chosen later', async () => {
    const { session, signIn, next, settle } = setUp()
    const language = TestBed.inject(Language)
    await language.choose('en')
    const done = signIn()
    for (let turn = 0; turn < 9; turn++) await settle()
    const atTheDoor = await next('/api/v1/users/me', 'PATCH')
    expect(atTheDoor.request.body).toEqual({ language: 'en' })
    atTheDoor.flush(one(aUser('manager', { language: 'en' })))
    await done
    const spoken = session.speak('en')
    ;(await next('/api/v1/users/me', 'PATCH')).flush(one(aUser('manager', { language: 'en', version: 3 })))
    await spoken
    expect(session.user()).toMatchObject({ language: 'en', version: 3 })
    expect(language.takeChosen()).toBeUndefined()
  })
})

describe('an open session', () => {
  it('carries token and language on every call', async () => {
    const { signIn, get, next } = setUp()
    await signIn()
    const answer = get()
    const call = await next('/api/v1/customers')
    expect(call.request.headers.get('Authorization')).toBe('Bearer first')
    expect(call.request.headers.get('Accept-Language')).toBe('en')
    call.flush({})
    await answer
  })

  it('renews once for calls that are refused together, and repeats each of them', async () => {
    const { http, signIn, get, settle, next, unauthorised } = setUp()
    await signIn()
    const answers = [get(), get()]
    await settle()
    for (const call of http.match('/api/v1/customers')) call.flush(refused, unauthorised)
    ;(await next('/api/v1/auth/refresh')).flush(token('second'))
    await settle()
    const repeated = http.match('/api/v1/customers')
    expect(repeated.map(({ request }) => request.headers.get('Authorization'))).toEqual(Array(2).fill('Bearer second'))
    for (const call of repeated) call.flush({})
    await Promise.all(answers)
    http.verify()
  })

  it('takes the token that another tab has renewed meanwhile', async () => {
    const { http, signIn, get, settle, next, unauthorised } = setUp()
    await signIn()
    const answer = get()
    TestBed.inject(SessionChannel).renewed.next({ token: 'theirs', expiresAt: Date.now() + 60_000 })
    ;(await next('/api/v1/customers')).flush(refused, unauthorised)
    await settle()
    http.expectNone('/api/v1/auth/refresh')
    const repeated = http.expectOne('/api/v1/customers')
    expect(repeated.request.headers.get('Authorization')).toBe('Bearer theirs')
    repeated.flush({})
    await answer
  })

  it('does not ask a third time when the new token is refused too', async () => {
    const { signIn, get, next, unauthorised } = setUp()
    await signIn()
    const answer = get().catch((error: Failure) => error.status)
    ;(await next('/api/v1/customers')).flush(refused, unauthorised)
    ;(await next('/api/v1/auth/refresh')).flush(token('second'))
    ;(await next('/api/v1/customers')).flush(refused, unauthorised)
    expect(await answer).toBe(401)
  })

  it('is over when it cannot be renewed', async () => {
    const { session, signIn, get, next, unauthorised } = setUp()
    await signIn()
    const ends: string[] = []
    session.ended.subscribe((how) => ends.push(how))
    const answer = get().catch(() => 'refused')
    ;(await next('/api/v1/customers')).flush(refused, unauthorised)
    ;(await next('/api/v1/auth/refresh')).flush(refused, unauthorised)
    expect(await answer).toBe('refused')
    expect(ends).toEqual(['expired'])
    expect(session.user()).toBeUndefined()
  })

  it('is taken up again by the same person’s password, when somebody keeps it open', async () => {
    const { session, next, signIn, get, unauthorised } = setUp()
    await signIn()
    const user = session.user()
    session.ended.subscribe(() => session.keepOpen())
    const asked = get().catch((failure: Failure) => failure.status)
    ;(await next('/api/v1/customers')).flush(refused, unauthorised)
    ;(await next('/api/v1/auth/refresh')).flush(refused, unauthorised)
    expect(await asked).toBe(401)
    expect(session.user()).toBe(user)
    const done = session.signInAgain('secret')
    const login = await next('/api/v1/auth/login')
    expect(login.request.body).toEqual({
      email: 'maria@meridian.example',
      password: 'secret',
      tenant: 'meridian',
      session: 'cookie',
    })
    login.flush(token('again'))
    await done
    expect([await session.token(), session.user()]).toEqual(['again', user])
  })

  it('ends everywhere by signing out, even when the API cannot be reached', async () => {
    const { session, signIn, next } = setUp()
    await signIn()
    const told = jest.spyOn(TestBed.inject(SessionChannel), 'tellSignedOut')
    const done = session.signOut().catch((error: Failure) => error.reason)
    const logout = await next('/api/v1/auth/logout')
    expect(logout.request.headers.get('Authorization')).toBe('Bearer first')
    logout.error(new ProgressEvent('error'))
    expect(await done).toBe('network.unreachable')
    expect(session.user()).toBeUndefined()
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('ends when another tab signs out', async () => {
    const { session, signIn } = setUp()
    await signIn()
    TestBed.inject(SessionChannel).signedOut.next()
    expect(session.user()).toBeUndefined()
  })
})

describe('a reload', () => {
  it('asks nothing in a browser where nobody signed in', async () => {
    const { http, session } = setUp()
    await session.restore()
    http.verify()
  })

  it('takes up the session of the cookie', async () => {
    localStorage.setItem('portolan.signed-in', 'true')
    const { session, next } = setUp()
    const done = session.restore()
    ;(await next('/api/v1/auth/refresh')).flush(token('again'))
    await done
    expect([session.workspace()?.slug, await session.token()]).toEqual(['meridian', 'again'])
  })

  it('takes up what was renewed before the program was there, once', async () => {
    localStorage.setItem('portolan.signed-in', 'true')
    Object.assign(globalThis, { portolanRenewed: Promise.resolve(issued('ahead')) })
    const { http, session, next } = setUp()
    await session.restore()
    http.verify()
    expect([session.workspace()?.slug, await session.token()]).toEqual(['meridian', 'ahead'])
    const renewing = session.renew('ahead')
    ;(await next('/api/v1/auth/refresh')).flush(token('later'))
    expect(await renewing).toBe('later')
  })

  it('asks itself when renewing ahead has failed', async () => {
    localStorage.setItem('portolan.signed-in', 'true')
    Object.assign(globalThis, { portolanRenewed: Promise.resolve(undefined) })
    const { session, next } = setUp()
    const done = session.restore()
    ;(await next('/api/v1/auth/refresh')).flush(token('again'))
    await done
    expect(await session.token()).toBe('again')
  })

  it('asks who it is for when another tab has renewed the token', async () => {
    localStorage.setItem('portolan.signed-in', 'true')
    const { session, next } = setUp()
    TestBed.inject(SessionChannel).renewed.next({ token: 'theirs', expiresAt: Date.now() + 60_000 })
    const done = session.restore()
    const me = await next('/api/v1/users/me')
    expect(me.request.headers.get('Authorization')).toBe('Bearer theirs')
    me.flush(one(aUser('agent')))
    await done
    expect(session.user()?.role).toBe('agent')
  })

  it('takes nobody for the one who was signed in before, when another tab has signed in somebody else', async () => {
    const { session, signIn, next } = setUp()
    await signIn()
    TestBed.inject(SessionChannel).signedOut.next()
    TestBed.inject(SessionChannel).renewed.next({ token: 'theirs', expiresAt: Date.now() + 60_000 })
    localStorage.setItem('portolan.signed-in', 'true')
    const done = session.restore()
    ;(await next('/api/v1/users/me')).flush(one(aUser('agent')))
    await done
    expect(session.user()?.role).toBe('agent')
  })

  it('stays signed out when the cookie has run out', async () => {
    localStorage.setItem('portolan.signed-in', 'true')
    const { session, next, unauthorised } = setUp()
    const done = session.restore()
    ;(await next('/api/v1/auth/refresh')).flush(refused, unauthorised)
    await done
    expect(session.user()).toBeUndefined()
    expect(localStorage.getItem('portolan.signed-in')).toBeNull()
  })
})
