import { Directionality } from '@angular/cdk/bidi'
import { TestBed } from '@angular/core/testing'
import { TranslocoService } from '@jsverse/transloco'
import { provideConsole } from '../../testing/console'
import { Formats } from './formats'
import { Language, shippedLanguages } from './language'
import { readStored, writeStored } from './stored'

const arabic = {
  customers: {
    count: {
      one: 'عميل واحد',
      two: 'عميلان',
      few: '{{count}} عملاء',
      many: '{{count}} عميلًا',
      other: '{{count}} عميل',
    },
  },
  tags: { deleted: 'حُذف {{name}}' },
}
const german = { customers: { count: { one: '{{count}} Kunde', other: '{{count}} Kunden' } } }

beforeEach(() => {
  localStorage.clear()
  TestBed.configureTestingModule({ providers: provideConsole({ ar: arabic, de: german }) })
})
afterEach(() => Object.assign(document.documentElement, { lang: 'en', dir: 'ltr' }))

describe('the language of the console', () => {
  it('starts with one that has a file, and marks the page with it', async () => {
    localStorage.setItem('portolan.language', '"tlh"')
    const language = TestBed.inject(Language)
    await language.start()
    const { lang, dir } = document.documentElement
    expect([language.current(), lang, dir]).toEqual(['en', 'en', 'ltr'])
  })

  it('is what the profile says, else what this browser spoke last, else what the workspace speaks', async () => {
    const language = TestBed.inject(Language)
    await language.follow(null, 'de')
    expect([language.current(), readStored('portolan.language')]).toEqual(['de', undefined])
    await language.choose('ar')
    await language.follow(null, 'de')
    expect(language.current()).toBe('ar')
    await language.follow('de', 'en')
    expect([language.current(), readStored('portolan.language')]).toEqual(['de', 'de'])
    await language.adopt(null, 'ar')
    expect([language.current(), readStored('portolan.language')]).toEqual(['ar', undefined])
  })

  it('hands out once what was chosen before anybody signed in', async () => {
    const language = TestBed.inject(Language)
    await language.choose('de')
    expect([language.takeChosen(), language.takeChosen()]).toEqual(['de', undefined])
  })

  it('is called by its own name', () => {
    const names = ['English', 'Español', 'Français', 'Deutsch', '中文', 'العربية', 'Български']
    expect(shippedLanguages.map(({ name }) => name)).toEqual(names)
  })
})

describe('Arabic', () => {
  it('turns the page round, and what lies over it', async () => {
    const turned: string[] = []
    const directionality = TestBed.inject(Directionality)
    directionality.change.subscribe((direction) => turned.push(direction))
    await TestBed.inject(Language).choose('ar')
    expect([document.documentElement.dir, directionality.value, turned]).toEqual(['rtl', 'rtl', ['rtl']])
  })

  it('has a form for two, for few and for many, and the digits that prices and ids are written with', async () => {
    await TestBed.inject(Language).choose('ar')
    const formats = TestBed.inject(Formats)
    const said = (count: number) => formats.counted('customers.count', count).replace(/[\u2068\u2069]/g, '')
    expect([1, 2, 3, 11, 100].map(said)).toEqual(['عميل واحد', 'عميلان', '3 عملاء', '11 عميلًا', '100 عميل'])
    expect(formats.money('1234.5', 'EUR')).toContain('1,234.50')
  })

  it('keeps names apart from the sentence round them', async () => {
    await TestBed.inject(Language).choose('ar')
    const said = TestBed.inject(TranslocoService).translate('tags.deleted', { name: 'Anna (2)' })
    expect(said).toBe('حُذف \u2068Anna (2)\u2069')
  })
})

describe('what a browser stores', () => {
  it('does not matter when storage is closed', () => {
    const closed = () => {
      throw new Error('closed')
    }
    const get = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(closed)
    const set = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(closed)
    writeStored('x', 1)
    expect(readStored('x')).toBeUndefined()
    get.mockRestore()
    set.mockRestore()
    writeStored('x', 1)
    writeStored('x', undefined)
    expect(readStored('x')).toBeUndefined()
  })
})
