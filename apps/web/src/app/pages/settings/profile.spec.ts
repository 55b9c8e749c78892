import { TestBed } from '@angular/core/testing'
import { MatInputHarness, MatNativeSelectHarness } from '@angular/material/input/testing'
import { list, one, refusal } from '../../../testing/answers'
import { openPage, type OpenPage } from '../../../testing/console'
import { aUser } from '../../../testing/people'
import { Session } from '../../data/session'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]

async function openProfile(): Promise<OpenPage> {
  const page = await openPage('/settings/profile', at, { role: 'agent' })
  await page.reply('/users', list([]))
  await page.reply('/users/me', one(aUser('agent')))
  return page
}
const fill = async (page: OpenPage, field: string, value: string) => {
  const input = await page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${field}]` }))
  await input.setValue(value)
}

describe('the own profile', () => {
  it('is saved, and the console follows', async () => {
    const page = await openProfile()
    await fill(page, 'first_name', 'Marisol')
    const zone = await page.loader.getHarness(MatNativeSelectHarness.with({ selector: '[formcontrolname=timezone]' }))
    await zone.selectOptions({ text: 'Asia/Tokyo' })
    await page.click('Save')
    const saved = aUser('agent', { first_name: 'Marisol', timezone: 'Asia/Tokyo' })
    const request = await page.reply('/users/me', one(saved))
    expect(request.body).toEqual({
      first_name: 'Marisol',
      last_name: 'Costa',
      language: null,
      timezone: 'Asia/Tokyo',
    })
    expect(TestBed.inject(Session).update).toHaveBeenCalledWith(saved)
    expect(document.body.textContent).toContain('Profile saved')
  })

  it('takes a picture, and says why one is refused', async () => {
    const page = await openProfile()
    const picker = page.element.querySelector<HTMLInputElement>('input[type=file]')
    const file = new File(['<svg/>'], 'me.svg')
    Object.defineProperty(picker, 'files', { value: { item: () => file } })
    picker?.dispatchEvent(new Event('change'))
    const details = { file: ['is none of JPEG, PNG, WebP and GIF'] }
    const refused = refusal('avatar.unsupported_type', 'Pictures are JPEG, PNG, WebP or GIF', details)
    await page.reply('/users/me/avatar', refused, 415)
    expect(page.text).toContain('is none of JPEG, PNG, WebP and GIF')
  })

  it('takes a new password with the old one', async () => {
    const page = await openProfile()
    await fill(page, 'current_password', 'wrong')
    await fill(page, 'password', 'the harbour at noon')
    await page.click('Change password')
    const details = { current_password: ['is not the current password'] }
    const refused = await page.reply('/users/me', refusal('password.wrong', 'Wrong', details), 422)
    expect(refused.body).toEqual({ current_password: 'wrong', password: 'the harbour at noon' })
    expect(page.text).toContain('is not the current password')
    await fill(page, 'current_password', 'right')
    await page.click('Change password')
    await page.reply('/users/me', one(aUser('agent')))
    expect(document.body.textContent).toContain('other sign-ins have ended')
  })
})
