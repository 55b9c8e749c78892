// What people do in the console of a running Portolan, in a real Chromium.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { accountOf, accounts, go, phone, signIn, url, withBrowser } from './console'

const open = withBrowser()

/** A manager who stays signed in from test to test: what they do is tested, not their sign-in. */
let manager: Page
beforeAll(async () => {
  manager = (await open()).page
  await signIn(manager, accountOf('manager'))
})

it('shows the sign-in in its reader’s language and in its place while the program is on its way', async () => {
  const { context, page } = await open(phone)
  await page.addInitScript(() => localStorage.setItem('portolan.language', '"ar"'))
  let goOn = () => {}
  const held = new Promise<void>((resolve) => (goOn = resolve))
  await page.route(/\/main-[^/]*\.js$/, (route) => held.then(() => route.continue()))
  await page.goto(`${url}/customers`, { waitUntil: 'commit' })
  const ahead = page.locator('app-arrival h1:has-text("تسجيل الدخول")')
  const early = await ahead.boundingBox()
  goOn()
  const late = await page.locator('main h1').boundingBox()
  await ahead.waitFor({ state: 'detached' })
  expect(early?.x).toBeCloseTo(late?.x ?? 0, 0)
  expect(Math.abs((early?.y ?? 0) - (late?.y ?? 0))).toBeLessThan(8)
  await context.close()
})

it('returns to the page that was asked for, and keeps the sign-in over a reload', async () => {
  const { context, page } = await open()
  await signIn(page, accountOf('manager'), '/orders?status=delivered')
  await page.waitForURL(`${url}/orders?status=delivered`)
  await page.reload()
  await page.waitForSelector('a.open')
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(stored).not.toMatch(/eyJ|token/i)
  await context.close()
})

it('renews the session of two tabs that reload at the same time, and ends it in both', async () => {
  const { context, page } = await open()
  await signIn(page, accountOf('manager'), '/customers')
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
  const { context, page } = await open()
  await page.goto(url)
  await page.fill('input[type=email]', accounts[0]?.email ?? '')
  await page.fill('input[type=password]', 'not the password')
  await page.click('button[type=submit]')
  await page.locator('[role=alert]', { hasText: /[0-9a-f]{8}-[0-9a-f]{4}-7/ }).waitFor()
  await context.close()
})

it('finds, filters and sorts customers through the address, and walks back', async () => {
  const page = manager
  await go(page, '/customers')
  await page.click('ui-filter-chip:has-text("Status") .main')
  await page.click('mat-list-option:has-text("VIP")')
  await page.waitForURL(/status=vip/)
  await page.keyboard.press('Escape')
  await page.click('th:has-text("Lifetime value")')
  await page.waitForURL(/sort=/)
  await page.waitForSelector('a.open')
  await page.goBack()
  await page.waitForURL((address) => !address.search.includes('sort='))
})

it('scrolls through all customers in one list, to the last, below its header', async () => {
  const page = manager
  await page.goto(`${url}/customers?sort=created_at`)
  await page.click('ui-pager mat-select')
  await page.click('mat-option:has-text("All, while scrolling")')
  await page.waitForSelector('ui-data-table.rolling')
  await page.$eval('ui-data-table', (box) => box.scrollTo(0, box.scrollHeight))
  await page.waitForFunction(() => {
    const box = document.querySelector('ui-data-table')?.getBoundingClientRect()
    const row = Array.from(document.querySelectorAll('tr[data-id]')).at(-1)?.getBoundingClientRect()
    const header = document.querySelector('th')?.getBoundingClientRect()
    return box && row && header && header.top >= box.top && row.top > header.bottom && row.bottom <= box.bottom + 1
  })
  const behind = await page.$eval('th', (header) => getComputedStyle(header).backgroundColor)
  expect(behind).toMatch(/^rgb\(/)
  const oldest = await page.locator('tr[data-id]').last().getAttribute('data-id')
  await page.goto(`${url}/customers?sort=-created_at`)
  expect(await page.locator('tr[data-id]').first().getAttribute('data-id')).toBe(oldest)
})

it('creates, edits, deletes and restores a customer', async () => {
  const page = manager
  const name = `Walker ${Date.now()}`
  await go(page, '/customers/new')
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
})

it('imports a file with one wrong row, and hands that row out again', async () => {
  const page = manager
  await go(page, '/imports/new')
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
})

it('shows an agent only what is theirs to do', async () => {
  const { context, page } = await open()
  await signIn(page, accountOf('agent'), '/orders')
  expect(await page.locator('nav a', { hasText: 'Imports' }).count()).toBe(0)
  await page.goto(`${url}/imports/new`)
  await page.waitForSelector('text=There is nothing here')
  await context.close()
})
