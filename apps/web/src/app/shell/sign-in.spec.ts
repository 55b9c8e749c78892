import { MatInputHarness } from '@angular/material/input/testing'
import { MatNativeSelectHarness } from '@angular/material/input/testing'
import { signal } from '@angular/core'
import { requestId } from '../../testing/answers'
import { openPage } from '../../testing/console'
import { Failure } from '../data/failure'
import { type Credentials, Session } from '../data/session'
import { signedIn, signedOut } from './session.guard'
import { SignIn } from './sign-in'
import { Unavailable } from './unavailable'

async function open(url: string, signIn: (credentials: Credentials) => Promise<void>) {
  const session = { provide: Session, useValue: { signIn, user: signal(undefined), restore: () => Promise.resolve() } }
  const routes = [
    { path: 'sign-in', component: SignIn },
    { path: 'orders', canActivate: [signedIn], children: [] },
    { path: '**', children: [] },
  ]
  const page = await openPage(url, routes, { providers: [session] })
  const fill = async (field: string, value: string) => {
    const input = await page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${field}]` }))
    await input.setValue(value)
  }
  const submit = async () => {
    page.element.querySelector<HTMLElement>('[type=submit]')?.click()
    await page.settle()
  }
  return { page, fill, submit }
}

describe('signing in', () => {
  it('goes back to the page that was asked for', async () => {
    const signIn = jest.fn(() => Promise.resolve())
    const { page, fill, submit } = await open('/sign-in?return=%2Fcustomers%3Fstatus%3Dvip', signIn)
    await fill('email', 'maria@meridian.example')
    await fill('password', 'secret')
    await submit()
    expect(signIn).toHaveBeenCalledWith({ email: 'maria@meridian.example', password: 'secret' })
    expect(page.router.url).toBe('/customers?status=vip')
  })

  it('never leads to another address', async () => {
    const { page, fill, submit } = await open('/sign-in?return=%2F%2Fevil.example', () => Promise.resolve())
    await fill('email', 'maria@meridian.example')
    await fill('password', 'secret')
    await submit()
    expect(page.router.url).toBe('/')
  })

  it('is not offered to who is signed in', async () => {
    const routes = [
      { path: 'sign-in', canActivate: [signedOut], component: SignIn },
      { path: '**', children: [] },
    ]
    expect((await openPage('/sign-in', routes)).router.url).toBe('/')
  })

  it('says that the server cannot be reached, and opens the page when it can', async () => {
    const restore = jest
      .fn<Promise<void>, []>()
      .mockRejectedValueOnce(new Failure(503, 'service.maintenance', 'Back in a minute', {}, requestId))
      .mockResolvedValueOnce()
    const session = { provide: Session, useValue: { user: signal({}), restore } }
    const routes = [
      { path: 'unavailable', component: Unavailable },
      { path: 'orders', canActivate: [signedIn], children: [] },
    ]
    const page = await openPage('/orders', routes, { providers: [session] })
    expect(page.text).toContain('Back in a minute')
    expect(page.text).toContain(requestId)
    await page.click('Try again')
    expect(page.router.url).toBe('/orders')
    expect(page.text).not.toContain('Back in a minute')
  })

  it('is sent here by a page that needs it', async () => {
    const { page } = await open('/orders', () => Promise.resolve())
    expect(page.router.url).toBe('/sign-in?return=%2Forders')
  })

  it('asks for both fields before it calls the API', async () => {
    const signIn = jest.fn(() => Promise.resolve())
    const { page, fill, submit } = await open('/sign-in', signIn)
    await fill('email', 'maria')
    await submit()
    expect(signIn).not.toHaveBeenCalled()
    expect(page.text).toContain('This is not an e-mail address')
    expect(page.text).toContain('This is required')
  })

  it('shows why it was refused, with the request id', async () => {
    const failure = new Failure(401, 'auth.invalid_credentials', 'The password is wrong', {}, requestId)
    const { page, fill, submit } = await open('/sign-in?ended=expired', () => Promise.reject(failure))
    expect(page.text).toContain('Your session has ended')
    await fill('email', 'maria@meridian.example')
    await fill('password', 'wrong')
    await submit()
    expect(page.text).toContain('The password is wrong')
    expect(page.text).toContain(requestId)
    expect(page.text).not.toContain('Your session has ended')
  })

  it('lets members of several workspaces choose one', async () => {
    const details = { tenant: ['meridian', 'harbour'], tenant_name: ['Meridian Trading', 'Harbour'] }
    const choose = new Failure(409, 'auth.choose_tenant', 'You belong to several workspaces', details)
    const signIn = jest.fn<Promise<void>, [Credentials]>().mockRejectedValueOnce(choose).mockResolvedValueOnce()
    const { page, fill, submit } = await open('/sign-in', signIn)
    await fill('email', 'maria@meridian.example')
    await fill('password', 'secret')
    await submit()
    const select = await page.loader.getHarness(MatNativeSelectHarness)
    await select.selectOptions({ text: 'Harbour' })
    await submit()
    expect(signIn.mock.lastCall?.[0].tenant).toBe('harbour')
    expect(page.router.url).toBe('/')
  })

  it('shows the password on request', async () => {
    const { page } = await open('/sign-in', () => Promise.resolve())
    await page.click('Show')
    expect(page.element.querySelector('[formcontrolname=password]')?.getAttribute('type')).toBe('text')
  })
})
