// A shop's way in, in a real Chromium: connected by consent, its history read, its orders seen as they are placed, and
// what its webhooks did not tell found and fetched. script/browser-tests.mjs starts the demo shop, too.
import type { Page } from 'playwright-core'
import { accounts, go, signIn, url, withBrowser } from './console'

/** Of the second workspace: pictures of the shop's products are nowhere, and the first one's pages are looked at by others. */
const { tenant } = accounts.at(-1) as { tenant: string }
const admin = accounts.find((one) => one.role === 'admin' && one.tenant === tenant) as (typeof accounts)[number]
const control = process.env.DEMO_SHOP ?? 'http://127.0.0.1:3162'
const open = withBrowser()

async function act(path: string, body: object): Promise<{ name: string }> {
  const answer = await fetch(control + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${path} ${await answer.text()}`)
  return answer.json() as Promise<{ name: string }>
}

/** A list says how many rows came since it was read, and shows them when asked. */
async function listed(page: Page, name: string): Promise<void> {
  const [row, news] = [page.locator(`tr:has-text("${name}")`).first(), page.locator('ui-news button')]
  while (!(await row.isVisible())) {
    await row.or(news).first().waitFor()
    if (await news.isVisible()) await news.click()
  }
}

it('connects the demo shop, follows its history, shows a new order on the open page, and mends what webhooks missed', async () => {
  const { context, page } = await open()
  await page.addInitScript(() => localStorage.setItem('portolan.language', '"en"'))
  const email = `nadia.${Date.now()}@shopper.example`
  await signIn(page, admin, '/settings/shops')

  await page.click('a:has-text("Connect a shop")')
  await page.fill('[formcontrolname=shop_name]', 'Lanterns and more')
  await page.getByLabel('Domain').fill('demo-shop.myshopify.com')
  await page.click('button:has-text("Go on in the shop")')
  await page.waitForSelector('button:has-text("Install app")')
  await page.click('button:has-text("Install app")')
  await page.waitForURL(new RegExp(`^${url}/settings/shops/[0-9a-f-]{36}$`))
  const shop = new URL(page.url()).pathname
  await page.waitForSelector('app-shop-run-progress')
  await page.waitForSelector('app-shop-run-progress', { state: 'detached', timeout: 60_000 })
  await page.click('a[mat-tab-link]:has-text("Syncs")')
  await page.waitForSelector('tr:has-text("First sync"):has-text("Completed")')

  const first = await act('/shopify/orders', { email, first_name: 'Nadia', last_name: 'Haddad' })
  await act('/idle', {})
  await page.goto(`${url}/orders`)
  await listed(page, first.name)
  await go(page, `/customers?q=${email}`)
  await page.click('a.open')
  await page.waitForSelector('h1:has-text("Nadia Haddad")')
  await page.evaluate(() => Object.assign(window, { isTheSamePage: true }))
  const next = await act('/shopify/orders', { email })
  await page.waitForSelector(`main :text("${next.name}")`)
  expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true)

  await act('/shopify/hooks', { broken: true })
  const missed = await act('/shopify/orders', { email })
  await act('/idle', {})
  await go(page, shop)
  await page.click('button[aria-label="Other ways to sync"]')
  await page.click('[mat-menu-item]:has-text("Compare everything")')
  await page.waitForSelector('app-shop-run-progress')
  await page.waitForSelector('app-shop-run-progress', { state: 'detached', timeout: 120_000 })
  await page.click('a[mat-tab-link]:has-text("Gaps")')
  await page.waitForSelector('tr:has-text("Order"):has-text("Was missing here"):has-text("Mended")')
  await go(page, '/orders')
  await listed(page, missed.name)
  await act('/shopify/hooks', { broken: false })
  await context.close()
}, 240_000)
