import { data } from 'currency-codes'
import { currencies, currencyExponent, isCurrency } from './currencies'

/** Metals, bonds, funds and codes for tests: nobody sells in them. */
const noMoney = /^X(AG|AU|BA|BB|BC|BD|DR|PD|PT|SU|TS|UA|XX)$/
/** Newer than the package's list of 2024; both stand in ISO 4217 as of 2026 with two decimals. */
const newer = ['XAD', 'XCG']
/** Gone from ISO 4217, still on old orders and in the ECB's history. */
const ended = ['ANG', 'BGN', 'CUC', 'CYP', 'EEK', 'HRK', 'LTL', 'LVL', 'MTL', 'ROL', 'SIT', 'SKK', 'SLL', 'TRL']

describe('currencies', () => {
  it('are those of ISO 4217 that money can be in', () => {
    const standard = data.map(({ code }) => code).filter((code) => !noMoney.test(code))
    expect([...currencies]).toEqual([...new Set([...standard, ...newer, ...ended])].sort())
  })

  it.each(data.filter(({ code }) => isCurrency(code)).map(({ code, digits }) => [code, digits]))(
    'gives %s the %i decimals of the standard',
    (code, digits) => {
      expect(currencyExponent(code)).toBe(digits)
    },
  )

  it('keeps the old lira without decimals and other ended currencies with two', () => {
    expect(currencyExponent('TRL')).toBe(0)
    expect(ended.filter((code) => code !== 'TRL').map(currencyExponent)).toEqual(Array(ended.length - 1).fill(2))
  })

  it.each(['XXX', 'eur', '', 'EURO', '__proto__'])('knows no %j', (code) => {
    expect(isCurrency(code)).toBe(false)
    expect(() => currencyExponent(code)).toThrow(RangeError)
  })
})
