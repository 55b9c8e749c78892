import { MatMenuHarness } from '@angular/material/menu/testing'
import { MatInputHarness, MatNativeSelectHarness } from '@angular/material/input/testing'
import { list, one, refusal } from '../../../testing/answers'
import { openPage, type OpenPage } from '../../../testing/console'
import { aUser } from '../../../testing/people'
import type { Invitation } from '../../data/team.data'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const vera = { ...aUser('agent'), id: 'v', first_name: 'Vera', last_name: 'Lind', email: 'vera@meridian.example' }
const invitation = (changes: Partial<Invitation> = {}) => ({
  id: 'i',
  email: 'nina@meridian.example',
  role: 'agent',
  status: 'pending',
  mail_status: 'sent',
  mail_error: null,
  expires_at: '2026-02-07T12:00:00.000Z',
  ...changes,
})

async function openTeam(invitations: object[] = []): Promise<OpenPage> {
  const page = await openPage('/settings/team', at, { role: 'admin' })
  await page.reply('/users', list([aUser('admin'), vera]))
  await page.reply('/invitations', list(invitations))
  return page
}
const fill = async (page: OpenPage, field: string, value: string) => {
  const input = await page.loader.getHarness(MatInputHarness.with({ selector: `[formcontrolname=${field}]` }))
  await input.setValue(value)
}

describe('the team', () => {
  it('shows administrators who is there, and when they last signed in', async () => {
    const page = await openTeam()
    for (const text of ['Vera Lind', 'vera@meridian.example', 'Agent', 'Administrator', 'Never']) {
      expect(page.text).toContain(text)
    }
  })

  it('shows colleagues by name and role, with nothing to change', async () => {
    const page = await openPage('/settings/team', at, { role: 'agent' })
    await page.reply('/users', list([{ ...vera, email: null }]))
    expect(page.text).toContain('Vera Lind')
    expect(page.text).not.toContain('Invitations')
    expect(page.element.querySelector('[aria-label^="Actions for"]')).toBeNull()
  })

  it('asks who takes over the customers before somebody is deactivated', async () => {
    const page = await openTeam()
    const [, menu] = await page.loader.getAllHarnesses(MatMenuHarness)
    await menu?.clickItem({ text: /Deactivate/ })
    await page.reply('/customers', list([], { total: 12 }))
    expect(document.body.textContent).toContain('12 customers need somebody else')
    const submit = () => document.querySelector<HTMLButtonElement>('app-deactivate-dialog [type=submit]')?.click()
    submit()
    await page.settle()
    page.http.expectNone((request) => request.method === 'DELETE')
    const select = await page.loader.getHarness(MatNativeSelectHarness)
    await select.selectOptions({ text: 'Nobody for now' })
    submit()
    const request = await page.reply('/users/v', null)
    expect([request.method, request.params.get('hand_over_to')]).toEqual(['DELETE', 'none'])
    await page.reply('/customers', list([], { total: 5 }))
    expect(page.text).toContain('Customers of Vera Lind are changing hands')
  })

  it('changes a role with one click', async () => {
    const page = await openTeam()
    const [, menu] = await page.loader.getAllHarnesses(MatMenuHarness)
    await menu?.clickItem({ text: /Change role/ }, { text: /Manager/ })
    const request = await page.reply('/users/v', one({ ...vera, role: 'manager' }))
    expect([request.method, request.body]).toEqual(['PATCH', { role: 'manager' }])
  })
})

describe('invitations', () => {
  it('are sent from here, and a refused address is marked', async () => {
    const page = await openTeam()
    expect(page.text).toContain('Nobody is invited at the moment.')
    await page.click('Invite')
    await fill(page, 'email', 'nina@meridian.example')
    await page.click('Send invitation')
    const details = { email: ['has an open invitation'] }
    await page.reply('/invitations', refusal('invitation.exists', 'Invited already', details), 409)
    expect(document.body.textContent).toContain('has an open invitation')
    await fill(page, 'email', 'lea@meridian.example')
    await page.click('Send invitation')
    const request = await page.reply('/invitations', one(invitation({ email: 'lea@meridian.example' })))
    expect(request.body).toEqual({ email: 'lea@meridian.example', first_name: '', last_name: '', role: 'agent' })
    expect(document.body.textContent).toContain('lea@meridian.example has been invited')
  })

  it('say what became of their mail, and are revoked after a question', async () => {
    const page = await openTeam([invitation({ mail_status: 'unknown', mail_error: 'Connection closed' })])
    expect(page.text).toContain('Unclear whether it arrived')
    expect(page.text).toContain('Connection closed')
    await page.click('Revoke')
    document.querySelector<HTMLElement>('ui-confirm .danger')?.click()
    expect((await page.reply('/invitations/i', null)).method).toBe('DELETE')
  })
})
