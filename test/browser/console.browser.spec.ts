// The console as people use it: a browser, the built pages, the demo's data. Run by script/browser-tests.mjs, which
// starts a Portolan of its own and says where it is.
import { readFileSync } from 'node:fs'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'

interface Account {
  tenant: string
  role: string
  email: string
  password: string
}

const { url, accounts } = JSON.parse(readFileSync(process.env.PORTOLAN_READY ?? '', 'utf8')) as {
  url: string
  accounts: Account[]
}

let browser: Browser
let page: Page
const troubles: string[] = []

beforeAll(async () => {
  // Chromium's sandbox needs a user other than root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args })
})
afterAll(() => browser.close())

beforeEach(async () => {
  troubles.length = 0
  page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 900 } })
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => troubles.push(error.message))
})
afterEach(async () => {
  await page.close()
  expect(troubles).toEqual([])
})

function account(role: string, tenant = accounts[0]?.tenant): Account {
  const found = accounts.find((candidate) => candidate.role === role && candidate.tenant === tenant)
  if (!found) throw new Error(`the demo has no ${role} in ${tenant}`)
  return found
}

async function signIn({ email, password }: { email: string; password: string }): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function open(place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: place }).click()
  await page.getByRole('heading', { level: 1, name: place }).waitFor()
}

const bodyRows = (): Locator => page.getByRole('table').locator('tbody tr')

async function customersShown(): Promise<number> {
  await bodyRows().first().waitFor()
  const text = (await page.locator('.count').textContent()) ?? ''
  return Number(text.replace(/\D/g, ''))
}

it('tells who gives a wrong password no more than that', async () => {
  await signIn({ email: account('admin').email, password: 'not the password' })
  await page.getByRole('alert').waitFor()
  expect(new URL(page.url()).pathname).toBe('/sign-in')
})

it('leads from sign-in to the customers, one of them, and out again', async () => {
  await signIn(account('admin'))
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await open('Customers')
  expect(await customersShown()).toBeGreaterThanOrEqual(2000)
  const name = (await bodyRows().first().getByRole('link').first().textContent())?.trim() ?? ''
  await bodyRows().first().getByRole('link').first().click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
  await page.goto(`${url}/customers`)
  await page.waitForURL(/sign-in/)
})

it('shows an agent the assigned customers only', async () => {
  await signIn(account('agent'))
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await open('Customers')
  const shown = await customersShown()
  expect(shown).toBeGreaterThan(0)
  expect(shown).toBeLessThan(2000)
})

it('shows the second workspace nothing of the first', async () => {
  const other = accounts.find(({ tenant }) => tenant !== accounts[0]?.tenant)
  await signIn(account('admin', other?.tenant))
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await open('Customers')
  expect(await customersShown()).toBeLessThan(500)
})

it('imports a file of orders and shows what became of it', async () => {
  const file = [
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    '990001,A1,Lantern,2,2026-03-02 10:00:00,4.25,77001,France',
    '990001,A2,Candle,1,2026-03-02 10:00:00,1.50,77001,France',
    '990002,A1,Lantern,1,not a date,4.25,77002,Germany',
    'C990003,A1,Lantern,-1,2026-03-05 12:00:00,4.25,77001,France',
  ].join('\n')
  await signIn(account('manager'))
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await open('Imports')
  await page.getByRole('link', { name: 'Import orders' }).first().click()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'march.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await page.getByLabel('Source').fill('browser-test')
  await page.getByRole('button', { name: 'Start import' }).click()
  await page.getByRole('link', { name: 'See orders' }).waitFor()
  await page.getByRole('heading', { level: 1, name: 'march.csv' }).waitFor()
  await page.getByRole('button', { name: 'Download rejected rows' }).waitFor()
})

it('is usable on a telephone', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(account('readonly'))
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await open('Customers')
  await bodyRows().first().waitFor()
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
})
