// Pictures of every page for docs/guide, made by `npm run screenshots` against the demo's data; they prove nothing.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { accountOf, everyPage, go, painted, phone, settled, signIn, speak, url, wide, withBrowser } from './console'

const folder = join(__dirname, '../../docs/guide')
const open = withBrowser()
const taken: { name: string; title: string; looks: string[] }[] = []

/** What a page is called in its file: ids of rows are not the same twice. */
function nameOf(path: string): string {
  const plain = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'one').replace(/\?.*/, '-none-found')
  return plain === '/' ? 'dashboard' : plain.slice(1).replaceAll('/', '-')
}

async function take(page: Page, name: string, look: string, screen: { width: number; height: number }) {
  await page.setViewportSize(screen)
  await page.mouse.move(0, 0)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await settled(page)
  await painted(page)
  // Charts draw themselves within this time.
  await page.waitForTimeout(150)
  const picture = await page.screenshot({ animations: 'disabled' })
  // A palette of 96 colours is what a screen of text needs; the folder stays small.
  await sharp(picture)
    .png({ palette: true, colours: 96, effort: 7 })
    .toFile(join(folder, `${name}.${look}.png`))
}

async function takeAll(page: Page, paths: string[], scheme: 'light' | 'dark', language: string) {
  await page.emulateMedia({ colorScheme: scheme })
  for (const path of paths) {
    await go(page, path)
    const name = nameOf(path)
    const looks = language === 'en' ? [`${scheme}.1440`, `${scheme}.360`] : [`${language}.1440`, `${language}.360`]
    await take(page, name, looks[0] ?? '', wide)
    await take(page, name, looks[1] ?? '', phone)
    await page.setViewportSize(wide)
    const known = taken.find((one) => one.name === name)
    if (known) known.looks.push(...looks)
    else taken.push({ name, title: (await page.title()).replace(' · Portolan', ''), looks })
  }
}

/** The page that shows them all, in the order of the navigation. */
function write() {
  const rows = taken.map(({ name, title, looks }) => {
    const large = looks
      .filter((look) => look.endsWith('1440'))
      .map((look) => `![${title}, ${look}](${name}.${look}.png)`)
    const small = looks
      .filter((look) => look.endsWith('360'))
      .map((look) => `<img alt="${title}, ${look}" src="${name}.${look}.png" width="240">`)
    return [`## ${title} (\`${name}\`)`, ...large, small.join('\n')].filter(Boolean).join('\n\n') + '\n'
  })
  const introduction =
    '# The console in pictures\n\nEvery page with the demo’s data: light and dark, in Arabic, at 1440 and 360 pixels. `npm run screenshots` makes them anew.\n'
  writeFileSync(join(folder, 'README.md'), [introduction, ...rows].join('\n'))
}

it('takes a picture of every page', async () => {
  mkdirSync(folder, { recursive: true })
  const { page } = await open()
  await page.goto(`${url}/sign-in`)
  await page.waitForSelector('form')
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 96 })
    .toFile(join(folder, 'sign-in.light.1440.png'))
  taken.push({ name: 'sign-in', title: 'Sign in', looks: ['light.1440'] })
  await signIn(page, accountOf('admin'))
  const chosen = process.env.PICTURES?.split(' ').filter(Boolean) ?? []
  const paths = (await everyPage(page)).filter(
    (path) => !path.includes('no-such-') && (chosen.length === 0 || chosen.includes(nameOf(path))),
  )
  await takeAll(page, paths, 'light', 'en')
  await takeAll(page, paths, 'dark', 'en')
  await speak(page, 'العربية', 'ar')
  await takeAll(page, paths, 'light', 'ar')
  await speak(page, 'English', 'en')
  write()
}, 900_000)
