// How the browser tests drive the console of a running Portolan. script/browser-tests.mjs starts one and names it.
import { readFileSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page, type Request } from 'playwright-core'

export interface Account {
  tenant: string
  role: string
  email: string
  password: string
}

export const { url, accounts } = JSON.parse(
  readFileSync(process.env.PORTOLAN_READY ?? '.portolan/ready.json', 'utf8'),
) as { url: string; accounts: Account[] }

export const wide = { width: 1440, height: 900 }
export const phone = { width: 360, height: 740 }

const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

/** One Chromium for a file of tests; each context in it is a person with a browser of their own. */
export function withBrowser(): (viewport?: {
  width: number
  height: number
}) => Promise<{ context: BrowserContext; page: Page }> {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? 'chromium', args: flags.split(' ') })
  })
  afterAll(() => browser.close())
  return async (viewport = wide) => {
    const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' })
    context.setDefaultTimeout(20_000)
    context.on('page', watch)
    return { context, page: await context.newPage() }
  }
}

/** What a page complains about: errors on its console, errors it throws, answers that failed. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('response', (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`)
  })
  return complaints
}

export function accountOf(role: string): Account {
  const account = accounts.find((one) => one.role === role)
  if (!account) throw new Error(`ready.json names no ${role}`)
  return account
}

export async function signIn(page: Page, { email, password }: Pick<Account, 'email' | 'password'>, from = '/') {
  await page.goto(url + from)
  await page.fill('input[type=email]', email)
  await page.fill('input[type=password]', password)
  await page.click('button[type=submit]')
  await page.waitForSelector('app-shell')
}

/** Goes to another page as a link would, without loading the console anew, and waits until the page stands. */
export async function go(page: Page, path: string) {
  await page.evaluate((address) => {
    for (const left of Array.from(document.querySelectorAll('main router-outlet + *')))
      left.setAttribute('data-left', '')
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, path)
  await page.waitForFunction(() => {
    const now = Array.from(document.querySelectorAll('main router-outlet + *')).at(-1)
    return now !== undefined && !now.hasAttribute('data-left')
  })
  await settled(page)
}

/** A page stands when it has its heading, nothing of it is a skeleton, and no request has been on its way for a while. */
export async function settled(page: Page) {
  await page.waitForSelector('main h1')
  // A socket that polls has a request on its way for ever: those are left out by `watch`.
  const end = Date.now() + 15_000
  for (let quiet = 0; quiet < 2; quiet++) {
    while ((underWay.get(page)?.size ?? 0) > 0) {
      if (Date.now() > end)
        throw new Error(`never answered: ${[...(underWay.get(page) ?? [])].map((one) => one.url()).join(' ')}`)
      await painted(page)
    }
    await painted(page)
  }
  await page.waitForFunction(() => !document.querySelector('main ui-skeleton'))
}

/** Until what has been changed is on the screen. */
export function painted(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
}

const underWay = new WeakMap<Page, Set<Request>>()

function watch(page: Page) {
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => request.url().includes('/api/v1/') && requests.add(request))
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
}

/** How far a page reaches over the side of the screen, once charts and tables have taken its width. */
export async function overhang(page: Page): Promise<number> {
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  let far = await over()
  for (let tries = 0; far > 0 && tries < 20; tries++) {
    await page.waitForTimeout(50)
    far = await over()
  }
  return far
}

/** Chooses a language in the user menu, as its speakers call it. */
export async function speak(page: Page, name: string, code: string) {
  await page.click('button.avatar')
  await page.locator('[mat-menu-item]', { has: page.locator('mat-icon[svgicon=language]') }).click()
  await page.click(`[role=menuitemradio][lang=${code}]:has-text("${name}")`)
  await page.waitForFunction((lang) => document.documentElement.lang === lang, code)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('.mat-mdc-menu-panel'))
}

/** Every page that an administrator can open: those below by hand, the rest as the settings list them. */
export async function everyPage(page: Page): Promise<string[]> {
  await go(page, '/settings/profile')
  const hrefs = (selector: string) =>
    page.$$eval(selector, (links) => links.map((link) => link.getAttribute('href') ?? ''))
  const settings = await hrefs('main nav a[href^="/settings/"]')
  const first = async (list: string) => {
    await go(page, list)
    const [href] = await hrefs('main a.open')
    return href ? [href] : []
  }
  const customer = await first('/customers')
  const order = await first('/orders')
  const product = await first('/products')
  return [
    '/',
    '/customers',
    ...customer.flatMap((path) => [path, `${path}/edit`, `${path}/merge`]),
    '/customers/new',
    '/customers/duplicates',
    '/customers?q=no-such-customer-anywhere',
    '/orders',
    ...order.flatMap((path) => [path, `${path}/edit`]),
    '/orders/new',
    '/orders/returns',
    '/products',
    ...product,
    '/products?low_stock=true',
    '/imports',
    '/imports/new',
    '/exports',
    '/analytics/revenue',
    '/analytics/countries',
    '/analytics/growth',
    '/analytics/top-customers',
    ...settings,
    '/no-such-page',
  ]
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; nodes: { target: unknown[]; any: { message: string }[]; all: { message: string }[] }[] }[]
}

/** What axe finds against WCAG 2.1 AA (and the target size of 2.2), or against some of its rules only. */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  // Handed over as a value: a script tag would be refused by the console's policy.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const { violations } = await page.evaluate((only) => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: tags }
    // An experiment of axe's, which takes the initials in a picture for the label of a button.
    const rules = { 'label-content-name-mismatch': { enabled: false } }
    const { axe: engine } = window as unknown as { axe: { run(what: Node, how: object): Promise<AxeResult> } }
    return engine.run(document, { runOnly, rules, resultTypes: ['violations'] })
  }, rules)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all }) => `${id}: ${target.join(' ')}: ${[...any, ...all][0]?.message ?? ''}`),
  )
}
