// Somebody joins a running Portolan, works and goes, in a real Chromium: script/browser-tests.mjs starts both.
import type { Page } from 'playwright-core'
import { accountOf, signIn, url, withBrowser } from './console'

const password = 'a harbour of her own'
const open = withBrowser()

/** The link in the newest caught mail to somebody. */
async function linkTo(page: Page, email: string): Promise<string> {
  const panel = page.locator('mat-expansion-panel', { hasText: email }).first()
  for (let tries = 0; tries < 20 && !(await panel.isVisible()); tries++) {
    // The list is read once: a mail that is written after it needs the page anew.
    await page.goto(`${url}/settings/caught-mail`)
    await page.waitForSelector('mat-accordion, ui-empty')
  }
  await panel.locator('mat-expansion-panel-header').click()
  return (await panel.locator('.body a').getAttribute('href')) ?? ''
}

it('an invited agent sets a password from the mail, sees only her customers, and loses access the second she is deactivated', async () => {
  const email = `vera.${Date.now()}@new.example`
  const { context, page } = await open()
  await signIn(page, accountOf('admin'), '/settings/team')
  await page.click('button:has-text("Invite")')
  await page.fill('app-invite-dialog [formcontrolname=email]', email)
  await page.fill('app-invite-dialog [formcontrolname=first_name]', 'Vera')
  await page.fill('app-invite-dialog [formcontrolname=last_name]', `Lind ${Date.now()}`)
  await page.click('app-invite-dialog [type=submit]')
  await page.waitForSelector(`app-invitation-list tr:has-text("${email}"):has-text("Sent")`)
  const link = await linkTo(page, email)
  expect(link.startsWith(`${url}/invitation#`)).toBe(true)

  const hers = await open()
  await hers.page.goto(link)
  await hers.page.fill('[formcontrolname=password]', password)
  await hers.page.click('button[type=submit]')
  await hers.page.waitForSelector('app-shell')
  await hers.page.goto(`${url}/customers`)
  await hers.page.waitForSelector('ui-empty')

  await page.goto(`${url}/customers/new`)
  const name = `Hers ${Date.now()}`
  await page.fill('[formcontrolname=last_name]', name)
  await page
    .locator('[formcontrolname=assigned_to] option', { hasText: 'Vera Lind' })
    .last()
    .waitFor({ state: 'attached' })
  const option = page.locator('[formcontrolname=assigned_to] option', { hasText: 'Vera Lind' }).last()
  await page.selectOption('[formcontrolname=assigned_to]', (await option.getAttribute('value')) ?? '')
  await page.click('button[type=submit]')
  await page.waitForSelector(`h1:has-text("${name}")`)
  await hers.page.reload()
  await hers.page.waitForSelector(`a.open:has-text("${name}")`)
  expect(await hers.page.locator('a.open').count()).toBe(1)

  await page.goto(`${url}/settings/team?per_page=100`)
  await page.click(`tr:has-text("${email}") button[aria-label^="Actions for"]`)
  await page.click('[role=menuitem]:has-text("Deactivate")')
  await page.waitForSelector('app-deactivate-dialog :text("1 customer needs somebody else")')
  await page.selectOption('app-deactivate-dialog select', 'none')
  await page.click('app-deactivate-dialog [type=submit]')
  await page.waitForSelector('app-hand-over-progress :text("have changed hands")')

  await hers.page.click('a:has-text("Orders")')
  await hers.page.waitForURL(/\/sign-in/)
  await hers.page.fill('input[type=email]', email)
  await hers.page.fill('input[type=password]', password)
  await hers.page.click('button[type=submit]')
  await hers.page.waitForSelector('[role=alert]')
  await hers.context.close()
  await context.close()
})

it('a forgotten password is replaced by the mailed link', async () => {
  const readonly = accountOf('readonly')
  const { context, page } = await open()
  await page.goto(`${url}/sign-in`)
  await page.click('text=Forgot your password?')
  await page.waitForURL((address) => address.pathname !== '/sign-in')
  await page.fill('input[type=email]', readonly.email)
  await page.click('button[type=submit]')
  await page.waitForSelector('text=Look into your mailbox')
  const other = await open()
  await signIn(other.page, accountOf('admin'), '/settings/caught-mail')
  await page.goto(await linkTo(other.page, readonly.email))
  // The same password again, so that the sign-ins of ready.json stay true.
  await page.fill('[formcontrolname=password]', readonly.password)
  await page.click('button[type=submit]')
  await page.waitForSelector('text=Your password has changed')
  await signIn(page, readonly, '/sign-in')
  await other.context.close()
  await context.close()
})
