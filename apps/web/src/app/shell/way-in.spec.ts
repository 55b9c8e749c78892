import { MatInputHarness } from '@angular/material/input/testing'
import { signal } from '@angular/core'
import { one, refusal } from '../../testing/answers'
import { openPage, type OpenPage } from '../../testing/console'
import { Session } from '../data/session'
import { AcceptInvitation } from './accept-invitation'
import { ForgottenPassword } from './forgotten-password'
import { NewPassword } from './new-password'

const routes = [
  { path: 'invitation', component: AcceptInvitation },
  { path: 'forgotten-password', component: ForgottenPassword },
  { path: 'new-password', component: NewPassword },
  { path: '**', children: [] },
]
const signIn = jest.fn(() => Promise.resolve())
const open = (url: string) =>
  openPage(url, routes, { providers: [{ provide: Session, useValue: { signIn, user: signal(undefined) } }] })
const fill = async (page: OpenPage, field: string, value: string) => {
  const input = await page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${field}]` }))
  await input.setValue(value)
}
const invitation = {
  email: 'vera@meridian.example',
  role: 'agent',
  first_name: 'Vera',
  last_name: '',
  workspace: 'Meridian Trading',
  inviter: 'Maria Costa',
  expires_at: '2026-02-07T12:00:00.000Z',
  has_account: false,
}

describe('the link of an invitation', () => {
  it('lets choose a password and signs in with it', async () => {
    const page = await open('/invitation#a-token')
    const asked = await page.reply('/auth/invitations/read', one(invitation))
    expect(asked.body).toEqual({ token: 'a-token' })
    expect(page.text).toContain('Welcome to Meridian Trading')
    await fill(page, 'password', 'the harbour at dawn')
    await page.click('Join')
    const answer = one({ email: invitation.email, tenant: 'meridian', had_account: false })
    const request = await page.reply('/auth/invitations/accept', answer)
    expect(request.body).toEqual({
      token: 'a-token',
      first_name: 'Vera',
      last_name: '',
      password: 'the harbour at dawn',
    })
    expect(signIn).toHaveBeenCalledWith({
      email: invitation.email,
      password: 'the harbour at dawn',
      tenant: 'meridian',
    })
    expect(page.router.url).toBe('/')
  })

  it('asks no password from who has an account, and leads to the sign-in', async () => {
    const page = await open('/invitation#a-token')
    await page.reply('/auth/invitations/read', one({ ...invitation, has_account: true }))
    expect(page.element.querySelector('[type=password]')).toBeNull()
    await page.click('Join')
    const answer = one({ email: invitation.email, tenant: 'meridian', had_account: true })
    await page.reply('/auth/invitations/accept', answer)
    expect(page.router.url).toBe('/sign-in')
  })

  it('says when it is not good any more', async () => {
    const page = await open('/invitation#a-token')
    await page.reply('/auth/invitations/read', refusal('invitation.invalid', 'Ask for a new one'), 422)
    expect(page.text).toContain('This invitation is not good any more')
  })

  it('says so of an address without a token, too', async () => {
    expect((await open('/invitation')).text).toContain('This invitation is not good any more')
  })
})

describe('a forgotten password', () => {
  it('says the same whoever asks', async () => {
    const page = await open('/forgotten-password')
    await fill(page, 'email', 'vera@meridian.example')
    await page.click('Send the link')
    await page.reply('/auth/password-reset', one({ minutes: 60 }))
    expect(page.text).toContain('If vera@meridian.example has an account, a link is on its way')
  })

  it('is replaced with the mailed link', async () => {
    const page = await open('/new-password#a-token')
    await fill(page, 'password', 'the harbour at dawn')
    await page.click('Save the password')
    const request = await page.reply('/auth/password-reset/confirm', null)
    expect(request.body).toEqual({ token: 'a-token', password: 'the harbour at dawn' })
    expect(page.text).toContain('Your password has changed')
  })

  it('leads to a new link when this one is used', async () => {
    const page = await open('/new-password#a-token')
    await fill(page, 'password', 'the harbour at dawn')
    await page.click('Save the password')
    await page.reply('/auth/password-reset/confirm', refusal('password_reset.invalid', 'Over'), 422)
    expect(page.text).toContain('Ask for a new link')
  })
})
