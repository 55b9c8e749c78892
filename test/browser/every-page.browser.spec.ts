// Every page once in English and once in Arabic, in light and dark, wide and small, against axe.
import {
  accountOf,
  complaintsOf,
  everyPage,
  go,
  overhang,
  phone,
  signIn,
  speak,
  violationsOf,
  wide,
  withBrowser,
} from './console'

const open = withBrowser()

it.each([
  ['English', 'en', 'light'],
  ['العربية', 'ar', 'dark'],
] as const)(
  'speaks %s on every page, keeps to WCAG 2.1 AA, and fits the smallest phone',
  async (name, code, colorScheme) => {
    const { context, page } = await open()
    const complaints = complaintsOf(page)
    await page.emulateMedia({ colorScheme })
    await signIn(page, accountOf('admin'))
    await speak(page, name, code)
    const found: Record<string, unknown> = {}
    for (const path of await everyPage(page)) {
      await go(page, path)
      const violations = await violationsOf(page)
      await page.setViewportSize({ ...phone, width: 320 })
      const sideways = await overhang(page)
      await page.setViewportSize(wide)
      const title = await page.title()
      if (violations.length > 0 || sideways > 0 || !/^.+ · Portolan$/.test(title))
        found[path] = { violations, sideways, title }
    }
    await speak(page, 'English', 'en')
    expect({ found, complaints }).toEqual({ found: {}, complaints: [] })
    await context.close()
  },
  300_000,
)
