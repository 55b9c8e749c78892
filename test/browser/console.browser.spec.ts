// The console of a running Portolan in a real Chromium. script/browser-tests.mjs starts one and names it; by hand:
// PORTOLAN_READY=.portolan/ready.json CHROMIUM=/usr/bin/chromium npx jest --selectProjects browser
import { readFileSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

interface Account {
  tenant: string
  role: string
  email: string
  password: string
}

const { url, accounts } = JSON.parse(readFileSync(process.env.PORTOLAN_READY ?? '.portolan/ready.json', 'utf8')) as {
  url: string
  accounts: Account[]
}
const wide = { width: 1440, height: 900 }
const phone = { width: 360, height: 740 }
/** Every page of the console, and what stands on it once it has loaded. */
const pages: Record<string, string> = {
  '/': 'ui-key-figure',
  '/customers': 'a.open',
  '/customers?q=no-such-customer-anywhere': 'ui-empty',
  '/customers/new': 'form',
  '/orders': 'a.open',
  '/imports': 'h1',
  '/exports': 'h1',
  '/imports/new': 'form',
  '/analytics/revenue': 'ui-chart svg path',
  '/analytics/countries': 'ui-chart svg path',
  '/analytics/growth': 'ui-chart svg path',
  '/analytics/top-customers': 'a.open',
  '/settings/workspace': 'form',
  '/settings/team': 'td',
  '/settings/profile': 'form',
  '/no-such-page': 'h1',
}

let browser: Browser
beforeAll(async () => {
  const flags =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
    '--disable-component-update --disable-sync'
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? 'chromium', args: flags.split(' ') })
})
afterAll(() => browser.close())

/** What a page complains about: errors on its console, errors it throws, answers that failed. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('response', (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`)
  })
  return complaints
}

async function signIn(page: Page, role: string, from = '/') {
  const account = accounts.find((one) => one.role === role)
  if (!account) throw new Error(`ready.json names no ${role}`)
  await page.goto(url + from)
  await page.fill('input[type=email]', account.email)
  await page.fill('input[type=password]', account.password)
  await page.click('button[type=submit]')
  await page.waitForSelector('app-shell')
}

async function open(viewport: { width: number; height: number }): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(15_000)
  return { context, page: await context.newPage() }
}

it.each([
  ['wide', wide],
  ['phone', phone],
])('shows a manager every page on a %s screen, without a complaint or sideways scrolling', async (_, viewport) => {
  const { context, page } = await open(viewport)
  const complaints = complaintsOf(page)
  await signIn(page, 'manager')
  for (const [path, sign] of Object.entries(pages)) {
    await page.goto(url + path)
    await page.waitForSelector(sign)
    expect([path, await page.evaluate(() => document.documentElement.lang)]).toEqual([path, 'en'])
    expect(await page.title()).toMatch(/^.+ · Portolan$/)
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([path, overhang]).toEqual([path, 0])
  }
  for (const list of ['/customers', '/orders']) {
    await page.goto(url + list)
    await page.click('a.open')
    await page.waitForSelector('dl.facts')
    await page.waitForSelector('ui-timeline li')
  }
  expect(complaints).toEqual([])
  await context.close()
})

it('returns to the page that was asked for, and keeps the sign-in over a reload', async () => {
  const { context, page } = await open(wide)
  await signIn(page, 'manager', '/orders?status=delivered')
  await page.waitForURL(`${url}/orders?status=delivered`)
  await page.reload()
  await page.waitForSelector('a.open')
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(stored).not.toMatch(/eyJ|token/i)
  await context.close()
})

it('renews the session of two tabs that reload at the same time, and ends it in both', async () => {
  const { context, page } = await open(wide)
  await signIn(page, 'manager', '/customers')
  const other = await context.newPage()
  await other.goto(`${url}/orders`)
  await other.waitForSelector('a.open')
  await Promise.all([page.reload(), other.reload()])
  await Promise.all([page.waitForSelector('a.open'), other.waitForSelector('a.open')])
  await page.click('button.avatar')
  await page.click('text=Sign out')
  await Promise.all([page, other].map((tab) => tab.waitForURL(/\/sign-in/)))
  await page.goto(`${url}/customers`)
  await page.waitForURL(/\/sign-in\?return=%2Fcustomers/)
  await context.close()
})

it('says why a sign-in is refused, with the request id', async () => {
  const { context, page } = await open(wide)
  await page.goto(url)
  await page.fill('input[type=email]', accounts[0]?.email ?? '')
  await page.fill('input[type=password]', 'not the password')
  await page.click('button[type=submit]')
  const alert = page.locator('[role=alert]')
  await alert.waitFor()
  expect(await alert.textContent()).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/)
  await context.close()
})

it('finds, filters and sorts customers through the address, and walks back', async () => {
  const { context, page } = await open(wide)
  await signIn(page, 'manager', '/customers')
  await page.click('ui-filter-chip:has-text("Status") .main')
  await page.click('mat-list-option:has-text("VIP")')
  await page.waitForURL(/status=vip/)
  await page.keyboard.press('Escape')
  await page.click('th:has-text("Lifetime value")')
  await page.waitForURL(/sort=/)
  await page.waitForSelector('a.open')
  await page.goBack()
  await page.waitForURL((address) => !address.search.includes('sort='))
  await context.close()
})

it('creates, edits, deletes and restores a customer', async () => {
  const { context, page } = await open(wide)
  const name = `Walker ${Date.now()}`
  await signIn(page, 'manager', '/customers/new')
  await page.fill('[formcontrolname=last_name]', name)
  await page.fill('[formcontrolname=email]', 'not an address')
  await page.click('button[type=submit]')
  await page.waitForSelector('mat-error')
  await page.fill('[formcontrolname=email]', `walker.${Date.now()}@example.com`)
  await page.click('button[type=submit]')
  await page.waitForSelector(`h1:has-text("${name}")`)
  await page.click('text=Edit')
  await page.fill('[name=city]', 'Lisboa')
  await page.click('button[type=submit]')
  await page.waitForSelector('text=Lisboa')
  await page.click('button:has-text("Delete")')
  await page.click('ui-confirm .danger')
  await page.waitForURL(`${url}/customers`)
  await page.click('button:has-text("Undo")')
  await page.waitForSelector(`h1:has-text("${name}")`)
  await context.close()
})

it('imports a file with one wrong row, and hands that row out again', async () => {
  const { context, page } = await open(wide)
  await signIn(page, 'manager', '/imports/new')
  const stamp = Date.now()
  const rows = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    `${stamp},85123A,White lantern,6,2026-10-01 08:26:00,2.55,17850,United Kingdom`,
    `${stamp}1,71053,White heart,many,2026-10-01 08:28:00,3.39,17850,United Kingdom`,
  ]
  await page.check('input[type=radio][value=orders]')
  await page.setInputFiles('input[type=file]', {
    name: 'two.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\n')),
  })
  await page.click('button[type=submit]')
  await page.fill('[formcontrolname=source]', `browser-${stamp}`)
  await page.press('[formcontrolname=source]', 'Tab')
  await page.waitForSelector('text=many')
  await page.click('text=Start import')
  await page.waitForSelector('text=Download rejected rows', { timeout: 60_000 })
  const download = page.waitForEvent('download')
  await page.click('text=Download rejected rows')
  expect(readFileSync((await (await download).path()) ?? '', 'utf8')).toContain('many')
  await context.close()
})

it('shows an agent only what is theirs to do', async () => {
  const { context, page } = await open(wide)
  await signIn(page, 'agent', '/orders')
  expect(await page.locator('nav a', { hasText: 'Imports' }).count()).toBe(0)
  await page.goto(`${url}/imports/new`)
  await page.waitForSelector('text=There is nothing here')
  await context.close()
})
