import { TestBed } from '@angular/core/testing'
import { provideConsole } from '../../testing/console'
import { Language } from './language'
import { readStored, writeStored } from './stored'

beforeEach(() => {
  localStorage.clear()
  TestBed.configureTestingModule({ providers: provideConsole() })
})

describe('the language of the console', () => {
  it('starts with one that has a file, and marks the page with it', async () => {
    localStorage.setItem('portolan.language', '"tlh"')
    const language = TestBed.inject(Language)
    await language.start()
    expect([language.current(), document.documentElement.lang, document.documentElement.dir]).toEqual([
      'en',
      'en',
      'ltr',
    ])
  })

  it('remembers a choice, which then counts more than the profile', async () => {
    const language = TestBed.inject(Language)
    await language.follow('en')
    expect(readStored('portolan.language')).toBeUndefined()
    await language.choose('en')
    expect(readStored('portolan.language')).toBe('en')
    await language.follow('nonsense')
    expect(language.current()).toBe('en')
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
