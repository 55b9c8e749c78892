// A file of customers with 3 % bad rows, all the way through the console of a running Portolan: looked at, imported, its
// rejected rows downloaded, put right and imported, then both undone, and the workspace is as it was.
// `npm run test:large-import:browser` takes 100,000 rows and tells how long each step took.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'

interface Account {
  role: string
  email: string
  password: string
}

const { url, accounts } = JSON.parse(readFileSync(process.env.PORTOLAN_READY ?? '.portolan/ready.json', 'utf8')) as {
  url: string
  accounts: Account[]
}
const size = Number(process.env.LARGE_IMPORT_ROWS ?? 1000)
const tells = process.env.LARGE_IMPORT_ROWS !== undefined
const minutes = 60_000
const patience = tells ? 20 * minutes : minutes
const header = 'Kundennummer;E-Mail;Vorname;Nachname;Ort;Land;Tags'

let browser: Browser
let page: Page
let manager: Account

beforeAll(async () => {
  const flags =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
    '--disable-component-update --disable-sync'
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? 'chromium', args: flags.split(' ') })
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(patience)
  page = await context.newPage()
  manager = accounts.find(({ role }) => role === 'manager') as Account
})
afterAll(() => browser.close())

/** Of every hundred rows one has no e-mail address, one no country and one too long a name. */
function rowOf(index: number): string {
  const mail = index % 100 === 7 ? `p${index} at shop` : `p${index}@imported.example`
  const country = index % 100 === 13 ? 'Atlantis' : 'DE'
  const first = index % 100 === 21 ? `P${'x'.repeat(101)}` : `P${index}`
  return `${index};${mail};${first};Müller;Köln;${country};${index % 3 ? '' : 'imported'}`
}

const file = () => `${[header, ...Array.from({ length: size }, (_, index) => rowOf(index))].join('\r\n')}\r\n`

/** Calls the API as the manager, beside the console. */
async function api<Data>(token: string, method: string, path: string): Promise<Data> {
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${answer.status} ${path}`)
  return ((await answer.json()) as { data: Data }).data
}

/** Everybody with tags and accounts, as an export tells: without versions and times of editing. */
async function checksum(): Promise<string> {
  const { email, password } = manager
  const signedIn = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const token = ((await signedIn.json()) as { data: { access_token: string } }).data.access_token
  const query = 'format=json&include=tags,identities&sort=created_at'
  const { id } = await api<{ id: string }>(token, 'GET', `/customers/export?${query}`)
  for (let status = ''; status !== 'completed'; await pause(250))
    ({ status } = await api<{ status: string }>(token, 'GET', `/exports/${id}`))
  const link = await api<{ url: string }>(token, 'POST', `/exports/${id}/links`)
  const rows = JSON.parse(await (await fetch(url + link.url)).text()) as Record<string, unknown>[]
  const tags = await api<object[]>(token, 'GET', '/tags?per_page=100')
  const bare = rows.map((row) => ({ ...row, version: 0, updated_at: '' }))
  return createHash('sha256')
    .update(JSON.stringify([bare.length, bare, tags]))
    .digest('hex')
}

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now()
  const result = await work()
  if (tells) process.stdout.write(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`)
  return result
}

/** Sends a file of customers; answers once its rows are shown. */
async function look(content: string): Promise<void> {
  await page.goto(`${url}/imports/new`)
  await page.click('input[name=kind][value=customers]', { force: true })
  await page.setInputFiles('input[type=file]', {
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(content),
  })
  await page.click('button[type=submit]')
  await page.waitForSelector('app-import-rows tbody tr')
}

/** Starts what was looked at and waits until it is done; answers where it is. */
async function start(): Promise<string> {
  await page.click('button:has-text("Start import")')
  await page.waitForSelector('a:has-text("See customers")')
  return page.url()
}

async function figure(label: string): Promise<number> {
  const text = await page.locator('.figures ui-key-figure', { hasText: label }).first().innerText()
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''))
}

async function undo(address: string): Promise<void> {
  await page.goto(address)
  await page.click('button:has-text("Undo import")')
  await page.click('mat-dialog-container button:has-text("Undo import")')
  await page.waitForSelector('h2:has-text("Undone")')
}

it(
  `leaves the workspace as it was after ${size.toLocaleString('en')} rows with 3 % bad ones are imported, repaired and undone`,
  async () => {
    await page.goto(`${url}/imports`)
    await page.fill('input[type=email]', manager.email)
    await page.fill('input[type=password]', manager.password)
    await page.click('button[type=submit]')
    await page.waitForSelector('app-shell')
    const before = await checksum()

    await timed('looked at', () => look(file()))
    expect(await page.locator('td.bad').count()).toBe(3)
    const first = await timed('imported', start)
    expect([await figure('Created'), await figure('Rejected')]).toEqual([size * 0.97, size * 0.03])

    const downloading = page.waitForEvent('download')
    await page.click('button:has-text("Download rejected rows")')
    const rejected = readFileSync((await (await downloading).path()) ?? '', 'utf8')
    const repaired = rejected
      .replace(/(p\d+) at shop/g, '$1@imported.example')
      .replaceAll('Atlantis', 'Frankreich')
      .replace(/Px+/g, 'Peter')
    await timed('looked at again', () => look(repaired))
    expect(await page.locator('td.bad').count()).toBe(0)
    const second = await timed('repaired', start)
    expect([await figure('Created'), await figure('Rejected')]).toEqual([size * 0.03, 0])

    await timed('repairs undone', () => undo(second))
    await timed('undone', () => undo(first))
    expect(await checksum()).toBe(before)
  },
  4 * patience,
)
