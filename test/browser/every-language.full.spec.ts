// `npm run test:browser:full`: all seven languages on every page, at tablet and phone width, and by keyboard alone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import {
  accountOf,
  complaintsOf,
  everyPage,
  go,
  overhang,
  phone,
  settled,
  signIn,
  speak,
  url,
  wide,
  withBrowser,
} from './console'

const open = withBrowser()
const tablet = { width: 820, height: 1180 }
const languages = [
  ['English', 'en'],
  ['Español', 'es'],
  ['Français', 'fr'],
  ['Deutsch', 'de'],
  ['中文', 'zh'],
  ['العربية', 'ar'],
  ['Български', 'bg'],
] as const

type Words = { [key: string]: string | Words }
const words = JSON.parse(readFileSync(join(__dirname, '../../apps/web/public/i18n/en.json'), 'utf8')) as Words

/** Whether this is a key, or would be one if its last word were there. */
function isKey(word: string): boolean {
  const path = word.split('.')
  if (path.length < 2) return false
  const section = path
    .slice(0, -1)
    .reduce<string | Words | undefined>(
      (inside, name) => (typeof inside === 'object' ? inside[name] : undefined),
      words,
    )
  return typeof section === 'object' && (path.length > 2 || String(path.at(-1)) in section)
}

/** What stands on the page as a bare key, or as a value that nobody filled in. */
async function untranslated(page: Page): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const labels = Array.from(document.querySelectorAll('[aria-label], [title], [placeholder]')).flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    )
    return [document.title, document.body.innerText, ...labels].join('\n').split(/\s+/)
  })
  return shown.filter((word) => isKey(word) || word.includes('{{'))
}

/** Buttons, links, tabs and headings whose words reach over their own edges. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('main button, main a, main h1, main h2, header button, aside a'))
      .filter((one) => one.offsetParent && one.innerText.trim() && getComputedStyle(one).display !== 'inline')
      .filter((one) => getComputedStyle(one).textOverflow !== 'ellipsis')
      .filter((one) => {
        const words = document.createRange()
        words.selectNodeContents(one.querySelector('.mdc-button__label') ?? one)
        const [text, box] = [words.getBoundingClientRect(), one.getBoundingClientRect()]
        return text.left < box.left - 1 || text.right > box.right + 1
      })
      .map((one) => `${one.tagName}: ${one.innerText}`),
  )
}

it.each(languages)(
  'says everything in %s without a word cut off, at 1440, 820 and 360 pixels',
  async (name, code) => {
    const { context, page } = await open()
    const complaints = complaintsOf(page)
    await signIn(page, accountOf('admin'))
    await speak(page, name, code)
    const found: Record<string, unknown> = {}
    for (const path of await everyPage(page)) {
      await go(page, path)
      for (const screen of [wide, tablet, phone]) {
        await page.setViewportSize(screen)
        await settled(page)
        const trouble = [await overhang(page), ...(await untranslated(page)), ...(await cutOff(page))]
        if (trouble.length > 1 || trouble[0] !== 0) found[`${path} ${screen.width}`] = trouble
      }
      await page.setViewportSize(wide)
    }
    await speak(page, 'English', 'en')
    expect({ found, complaints }).toEqual({ found: {}, complaints: [] })
    await context.close()
  },
  600_000,
)

/** Tabs on until the control is reached; every stop on the way must show that it has the focus. */
async function tabTo(page: Page, selector: string) {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press('Tab')
    const [there, seen] = await page.evaluate((wanted) => {
      const focused = document.activeElement as HTMLElement
      const parts = [
        focused,
        ...Array.from(focused.querySelectorAll<HTMLElement>('*')),
        focused.parentElement ?? focused,
      ]
      const shown = parts.some((part) => {
        const style = getComputedStyle(part)
        const before = getComputedStyle(part, '::before')
        return style.outlineStyle !== 'none' || before.display === 'block' || style.boxShadow !== 'none'
      })
      return [focused.matches(wanted), shown || focused.matches('input, select, textarea, body')]
    }, selector)
    if (!seen) throw new Error(`focus is not to be seen on the way to ${selector}`)
    if (there) return
  }
  throw new Error(`${selector} cannot be reached by Tab`)
}

it('lets somebody without a mouse sign in, find a customer, edit her and go back', async () => {
  const { context, page } = await open()
  const { email, password } = accountOf('manager')
  await page.goto(`${url}/customers`)
  await tabTo(page, 'input[type=email]')
  await page.keyboard.type(email)
  await tabTo(page, 'input[type=password]')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('a.open')
  await page.keyboard.press('/')
  await page.waitForFunction(() => document.activeElement?.matches('input'))
  await page.keyboard.type('an')
  await page.waitForURL(/q=an/)
  await page.waitForSelector('a.open')
  await tabTo(page, 'a.open')
  await page.keyboard.press('Enter')
  await page.waitForSelector('dl.facts')
  await page.keyboard.press('e')
  await page.waitForSelector('[name=city]')
  await tabTo(page, '[name=city]')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Lisboa')
  await page.keyboard.press('Enter')
  await page.waitForSelector('dl.facts :text("Lisboa")')
  await page.keyboard.press('ControlOrMeta+K')
  await page.waitForSelector('[role=dialog] input')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => !document.querySelector('[role=dialog]'))
  await context.close()
}, 120_000)
