import { list } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const mail = {
  id: 'm',
  kind: 'password_reset',
  recipient: 'vera@meridian.example',
  status: 'unknown',
  attempts: 1,
  last_error: 'Connection closed unexpectedly',
  message_id: null,
  created_at: '2026-01-31T12:00:00.000Z',
  sent_at: null,
}

it('outgoing mail says whom it went to and what became of it', async () => {
  const page = await openPage('/settings/mail', at, { role: 'admin' })
  await page.reply('/system-mails', list([mail]))
  for (const text of ['vera@meridian.example', 'Forgotten password', 'Unclear', 'Connection closed unexpectedly']) {
    expect(page.text).toContain(text)
  }
})

it('outgoing mail is there for administrators', async () => {
  expect((await openPage('/settings/mail', at, { role: 'manager' })).router.url).toBe('/not-found')
})
