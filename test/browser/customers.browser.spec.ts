// A manager's work with customers in the console of a running Portolan, in a real Chromium.
import type { Page } from 'playwright-core'
import { accountOf, go, signIn, url, withBrowser } from './console'

const open = withBrowser()
const stamp = Date.now()

let page: Page
beforeAll(async () => {
  page = (await open()).page
  await signIn(page, accountOf('manager'))
})

/** Makes a customer in the form; answers her address in the console. */
async function add(fields: Readonly<Record<string, string>>): Promise<string> {
  await go(page, '/customers/new')
  for (const [name, value] of Object.entries(fields)) await page.fill(field(name), value)
  await page.click('button[type=submit]')
  await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname
}

const numberIn = (text: string | null) => Number.parseInt(/\d+/.exec(text ?? '')?.[0] ?? '', 10)
const field = (name: string) => `main :is([formcontrolname=${name}], [name=${name}])`
const fact = (text: string) => page.waitForSelector(`main dl.facts :text("${text}")`)

it('saves a filtered list with its columns as a view, finds it again after a reload, and deletes it', async () => {
  await go(page, '/customers?country_code=DE&sort=-lifetime_value')
  await page.click('ui-column-chooser button')
  await page.click('[role=dialog] mat-checkbox label:has-text("City")')
  await page.keyboard.press('Escape')
  await page.click('app-view-tabs button:has-text("Save")')
  await page.fill('app-view-dialog [formcontrolname=name]', `Germany ${stamp}`)
  await page.click('app-view-dialog [type=submit]')
  await page.waitForURL(/view=/)
  const address = page.url()
  await page.goto(`${url}/customers`)
  await page.click(`app-view-tabs button:has-text("Germany ${stamp}")`)
  await page.waitForURL(/country_code=DE/)
  expect(new URL(page.url()).search).toBe(new URL(address).search)
  await page.waitForSelector('th:has-text("City")')
  await page.click(`button[aria-label="More about Germany ${stamp}"]`)
  await page.click('[role=menuitem]:has-text("Delete")')
  await page.click('ui-confirm .danger')
  await page.waitForSelector(`app-view-tabs button:has-text("Germany ${stamp}")`, { state: 'detached' })
})

it('asks two people who edit the same customer whose word stays, and keeps what only one of them changed', async () => {
  const her = await add({ last_name: `Twice ${stamp}`, city: 'Porto', region: 'Norte' })
  await page.click('text=Edit')
  await page.fill(field('city'), 'Braga')
  await page.fill(field('company_name'), 'Lanterns')
  const other = await open()
  await signIn(other.page, accountOf('admin'), `${her}/edit`)
  await other.page.fill(field('city'), 'Faro')
  await other.page.fill(field('region'), 'Algarve')
  await other.page.click('button[type=submit]')
  await other.page.waitForSelector('main dl.facts :text("Algarve")')
  await other.context.close()
  await page.click('button[type=submit]')
  await page.waitForSelector('ui-conflicts fieldset:has-text("Faro"):has-text("Braga")')
  expect(await page.locator('ui-conflicts fieldset').count()).toBe(1)
  await page.click('ui-conflicts button:has-text("Take over")')
  await page.click('button[type=submit]')
  await page.waitForURL(url + her)
  for (const text of ['Braga', 'Algarve', 'Lanterns']) await fact(text)
})

it('tags many with one word, sees it happen, and takes it back', async () => {
  const tag = `spring ${stamp}`
  await go(page, '/customers?country_code=DE')
  await page.click('th input[type=checkbox]')
  const everybody = page.locator('app-bulk-bar button:has-text("match")')
  const chosen = numberIn(await everybody.textContent())
  await everybody.click()
  await page.click('app-bulk-bar button:has-text("Add tags")')
  await page.fill('app-bulk-dialog [formcontrolname=tags]', tag)
  await page.click('app-bulk-dialog [type=submit]')
  const outcome = page.locator('app-bulk-progress [role=status]')
  await outcome.waitFor()
  expect(numberIn(await outcome.textContent())).toBe(chosen)
  await page.locator('a.open').first().click()
  await page.waitForSelector(`main :text("${tag}")`)
  await page.click('app-bulk-progress button:has-text("Undo")')
  await page.waitForSelector('app-bulk-progress section[aria-label="Taking changes back"] [role=status]')
  await page.reload()
  await page.waitForSelector('dl.facts')
  expect(await page.locator(`main :text("${tag}")`).count()).toBe(0)
  await page.click('app-bulk-progress button[aria-label="Put away"]')
})

it('merges two customers by choosing whose values stay, and parts them again', async () => {
  const name = `Pair ${stamp}`
  const loser = await add({ first_name: 'Gone', last_name: name, city: 'Lyon' })
  const winner = await add({ first_name: 'Kept', last_name: name, city: 'Paris' })
  await go(page, `${winner}/merge?with=${loser.split('/').at(-1)}`)
  await page.click('tr:has-text("Lyon") label:has-text("Lyon")')
  await page.click('main button:has-text("Merge")')
  await page.waitForURL(url + winner)
  await fact('Lyon')
  await page.goto(url + loser)
  await page.waitForSelector(`h1:has-text("Kept ${name}")`)
  await page.goto(url + winner)
  await page.click('app-customer-merged button')
  await page.click('ui-confirm button:has-text("Undo")')
  await fact('Paris')
  await page.goto(url + loser)
  await page.waitForSelector(`h1:has-text("Gone ${name}")`)
  await fact('Lyon')
})
