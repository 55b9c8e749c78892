import { list } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const mail = {
  id: 'm',
  recipient: 'vera@meridian.example',
  subject: 'Maria invites you',
  caught_at: '2026-01-31T12:00:00.000Z',
  body_text: 'Hello <b>Vera</b>\n\nhttps://crm.example/invitation#a-token\n',
  body_html: '',
}

it('caught mail is read as text, with its links to follow', async () => {
  const page = await openPage('/settings/caught-mail', at, { role: 'admin' })
  await page.reply('/caught-mails', list([mail]))
  page.element.querySelector<HTMLElement>('mat-expansion-panel-header')?.click()
  await page.settle()
  expect(page.text).toContain('Hello <b>Vera</b>')
  expect(page.element.querySelector('.body a')?.getAttribute('href')).toBe('https://crm.example/invitation#a-token')
})

it('caught mail is there for administrators', async () => {
  expect((await openPage('/settings/caught-mail', at, { role: 'manager' })).router.url).toBe('/not-found')
})
