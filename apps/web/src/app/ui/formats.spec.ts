import { TestBed } from '@angular/core/testing'
import { provideConsole } from '../../testing/console'
import { Formats } from './formats'

describe('formats', () => {
  let formats: Formats
  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsole() })
    formats = TestBed.inject(Formats)
  })

  it.each([
    ['129.90', 'EUR', '€129.90'],
    ['1000', 'JPY', '¥1,000'],
    ['0.005', 'KWD', 'KWD\u00a00.005'],
    ['-12.00', 'USD', '-$12.00'],
    // Beyond what a floating-point number can hold.
    ['9007199254740993.01', 'EUR', '€9,007,199,254,740,993.01'],
  ])('writes %s %s exactly', (amount, currency, text) => {
    expect(formats.money(amount, currency)).toBe(text)
  })

  it('shortens amounts for axes', () => {
    expect(formats.compactMoney(12_400, 'EUR')).toBe('€12.4K')
  })

  it('shows moments in the reader’s zone, and days as they are', () => {
    expect(formats.dateTime('2026-11-21T23:30:00.000Z')).toContain('Nov 21, 2026')
    expect(formats.day('2026-11-21')).toBe('Nov 21, 2026')
    expect(formats.month('2026-11-01')).toBe('Nov 2026')
  })

  it('names countries, languages and currencies, and keeps codes it does not know', () => {
    expect(formats.country('DE')).toBe('Germany')
    expect(formats.country(null)).toBe('Unknown country')
    expect(formats.country('not a code')).toBe('not a code')
    expect([formats.languageName('bg'), formats.currencyName('BGN')]).toEqual(['Bulgarian', 'Bulgarian Lev'])
  })

  it('picks the plural form', () => {
    expect(formats.counted('customers.count', 1)).toBe('1 customer')
    expect(formats.counted('customers.count', 2000)).toBe('2,000 customers')
  })

  it('writes shares and numbers', () => {
    expect([formats.percent(0.1234), formats.number('1234.5')]).toEqual(['12.3%', '1,234.5'])
    expect(formats.rate('1.315223741091')).toBe('1.315224')
  })
})
