// How fast the console is for the people in front of it: `npm run bench:console`, on a machine that does nothing else.
import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import { accountOf, go, painted, phone, settled, signIn, url, wide, withBrowser } from './console'

const open = withBrowser()
const rows = 10_000
const figures: [what: string, figure: string, bound: string][] = []

afterAll(() => {
  const [first, second] = [0, 1].map((column) => Math.max(...figures.map((row) => row[column]?.length ?? 0)))
  const line = ([what, figure, bound]: (typeof figures)[number]) =>
    `${what.padEnd(first ?? 0)}  ${figure.padStart(second ?? 0)}  (${bound})`
  process.stdout.write(`\n${figures.map(line).join('\n')}\n`)
})

const over: string[] = []
afterEach(() => over.splice(0))

/** Every figure is told, whether it keeps its bound or not; `expect(over).toEqual([])` comes last. */
function tell(what: string, figure: number, unit: string, bound: number) {
  figures.push([what, `${Math.round(figure)} ${unit}`, bound === Infinity ? 'no bound' : `at most ${bound} ${unit}`])
  if (figure > bound) over.push(`${what}: ${Math.round(figure)} ${unit}`)
}

/** A middling phone on a slow 4G line, as Lighthouse takes one: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
async function throttle(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return session
}

/**
 * Opens an address, and says when its largest part was there, when the part named by a selector was, and how many bytes
 * of scripts, compressed, were asked for until it had its heading and afterwards.
 */
async function visit(page: Page, address: string, part: string) {
  const session = await throttle(page)
  const stands = new Map<string, boolean>()
  const sizes = { scripts: 0, later: 0 }
  let isStanding = false
  session.on(
    'Network.requestWillBeSent',
    ({ requestId, type }) => type === 'Script' && stands.set(requestId, isStanding),
  )
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const isLate = stands.get(requestId)
    if (isLate !== undefined) sizes[isLate ? 'later' : 'scripts'] += encodedDataLength / 1000
  })
  await page.goto(address)
  await page.waitForSelector('main h1')
  isStanding = true
  await page.waitForSelector(part)
  const stood = await page.evaluate(() => performance.now())
  await page.waitForLoadState('networkidle')
  const paint = await page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        }),
      ),
  )
  return { paint, stood, ...sizes }
}

it('paints the sign-in within two seconds on a phone, with 200 kB of scripts at most', async () => {
  const { context, page } = await open(phone)
  const { paint, scripts } = await visit(page, `${url}/sign-in`, 'main h1')
  tell('sign-in, largest paint on a throttled phone', paint, 'ms', 2000)
  tell('sign-in, scripts', scripts, 'kB', 200)
  expect(over).toEqual([])
  await context.close()
})

it('paints the dashboard within two seconds on a phone, with 350 kB of scripts at most before its charts', async () => {
  const { context, page } = await open(phone)
  await signIn(page, accountOf('manager'))
  const fresh = await context.newPage()
  await (await context.newCDPSession(fresh)).send('Network.clearBrowserCache')
  const first = await visit(fresh, url, 'app-key-figures')
  const again = await visit(await context.newPage(), url, 'app-key-figures')
  tell('dashboard, scripts', first.scripts, 'kB', 350)
  tell('dashboard, scripts of charts, which come later', first.later, 'kB', Infinity)
  tell('dashboard, largest paint on a throttled phone, first visit', first.paint, 'ms', 2000)
  tell('dashboard, its figures, first visit', first.stood, 'ms', Infinity)
  tell('dashboard, largest paint, scripts kept by the browser', again.paint, 'ms', 2000)
  tell('dashboard, its figures, scripts kept by the browser', again.stood, 'ms', Infinity)
  expect(over).toEqual([])
  await context.close()
})

/** The longest that something done took until it was to be seen, as the browser itself tells (Event Timing). */
async function longest(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const kept = window as unknown as { took: number[] }
    kept.took = []
    new PerformanceObserver((list) => kept.took.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'event',
      durationThreshold: 16,
    } as PerformanceObserverInit)
  })
  await act()
  await painted(page)
  await painted(page)
  return page.evaluate(() => Math.max(16, ...(window as unknown as { took: number[] }).took))
}

it.each([25, 100])('answers within 100 ms whatever is done to a list of %i rows', async (size) => {
  const { context, page } = await open(wide)
  await signIn(page, accountOf('manager'))
  await go(page, `/customers?per_page=${size}`)
  const acts: [string, () => Promise<void>][] = [
    ['a row is chosen', () => page.locator('tr[data-id] input[type=checkbox]').nth(3).click()],
    ['all rows are chosen', () => page.locator('th input[type=checkbox]').click()],
    ['a filter is opened', () => page.click('ui-filter-chip:has-text("Country") .main')],
    ['a filter is left', () => page.keyboard.press('Escape')],
    ['rows are sorted', () => page.click('th:has-text("Orders")')],
    ['a preview is opened', () => page.locator('button.peek').nth(2).click()],
  ]
  for (const [what, act] of acts) {
    tell(`list of ${size}, ${what}`, await longest(page, act), 'ms', 100)
    await settled(page)
  }
  expect(over).toEqual([])
  await context.close()
})

/** Until all that follows from them is done, too: it would want the same processors. */
async function importRows() {
  const { email, password } = accountOf('admin')
  const ask = async <Data>(path: string, init: RequestInit): Promise<Data> => {
    const answer = await fetch(`${url}/api/v1${path}`, init)
    if (!answer.ok) throw new Error(`${answer.status} ${path} ${await answer.text()}`)
    return ((await answer.json()) as { data: Data }).data
  }
  const credentials = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const login = await ask<{ access_token: string }>('/auth/login', {
    ...credentials,
    body: JSON.stringify({ email, password }),
  })
  const headers = { authorization: `Bearer ${login.access_token}` }
  const lines = Array.from({ length: rows }, (_, index) => `row-${index}@scrolled.example,Row,${index},DE`)
  const body = new FormData()
  body.append('mapping', JSON.stringify({ email: 'email', first: 'first_name', last: 'last_name', land: 'country' }))
  body.append('file', new Blob([['email,first,last,land', ...lines].join('\n')]), 'rows.csv')
  const { id } = await ask<{ id: string }>('/customers/import', { method: 'POST', headers, body })
  for (let status = ''; status !== 'completed'; await pause(250))
    ({ status } = await ask<{ status: string }>(`/imports/${id}`, { headers }))
  for (let busy = true; busy; await pause(250)) {
    const queues = await ask<{ due: number; running: number }[]>('/queues', { headers })
    busy = queues.some(({ due, running }) => due + running > 0)
  }
}

it('scrolls through 10,000 rows without a stutter', async () => {
  await importRows()
  const { context, page } = await open(wide)
  await signIn(page, accountOf('manager'))
  await go(page, '/customers?per_page=all')
  await page.waitForSelector('ui-data-table.rolling tr[data-id]')
  await settled(page)
  await page.evaluate(() => {
    const kept = window as unknown as { frames: number[] }
    kept.frames = []
    let last = performance.now()
    const next = (now: number) => {
      kept.frames.push(now - last)
      last = now
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  await page.mouse.move(700, 500)
  // As fast as a hand turns a wheel: some screens a second.
  for (let turn = 0; turn < 150; turn++) {
    await page.mouse.wheel(0, 120)
    await pause(25)
  }
  const frames = (await page.evaluate(() => (window as unknown as { frames: number[] }).frames)).sort((a, b) => a - b)
  const p95 = frames[Math.floor(frames.length * 0.95)] ?? 0
  tell('10,000 rows, 95 of 100 frames while scrolling', p95, 'ms', 50)
  tell('10,000 rows, the longest frame', frames.at(-1) ?? 0, 'ms', 200)
  const before = performance.now()
  await page.$eval('ui-data-table', (box) => box.scrollTo(0, box.scrollHeight))
  await page.waitForFunction(() => {
    const box = document.querySelector('ui-data-table')?.getBoundingClientRect()
    const last = document.querySelector('tr[data-id]:last-child')?.getBoundingClientRect()
    return box && last && last.top < box.bottom && last.bottom > box.top
  })
  tell('10,000 rows, from the first to the last', performance.now() - before, 'ms', 1000)
  expect(over).toEqual([])
  await context.close()
}, 300_000)
