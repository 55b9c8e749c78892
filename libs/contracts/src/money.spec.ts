import fc from 'fast-check'
import { currencies, currencyExponent } from './currencies'
import { formatMoney, lineTotal, MoneyFormatError, parseDecimal, parseMoney, roundRatio } from './money'

const currency = fc.constantFrom(...currencies)
// Up to fifteen digits before the point, which is what parseDecimal reads.
const minor = fc.bigInt(-(10n ** 15n - 1n), 10n ** 15n - 1n)

/** An exact fraction, rounded by looking at what is left over rather than by adding a half before dividing. */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const top = numerator < 0n ? -numerator : numerator
  const bottom = denominator < 0n ? -denominator : denominator
  const whole = top / bottom
  const rest = top - whole * bottom
  const size = rest + rest >= bottom ? whole + 1n : whole
  return negative ? -size : size
}

describe('amounts as text', () => {
  it('come back from text as they went', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        expect(parseMoney(formatMoney(amount, code), code)).toBe(amount)
      }),
    )
  })

  it('have exactly the decimals of their currency', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const [, fraction = ''] = formatMoney(amount, code).split('.')
        expect(fraction).toHaveLength(currencyExponent(code))
      }),
    )
  })

  it.each([
    ['JPY', 1000n, '1000'],
    ['EUR', 12990n, '129.90'],
    ['EUR', -5n, '-0.05'],
    ['KWD', 5n, '0.005'],
    ['CLF', 12345n, '1.2345'],
  ])('writes %s %d as %s', (code, amount, text) => {
    expect(formatMoney(amount, code)).toBe(text)
  })

  it('may have zeros beyond the currency’s decimals, but nothing else', () => {
    expect(parseMoney('12.5000', 'EUR')).toBe(1250n)
    expect(parseMoney('7.000', 'JPY')).toBe(7n)
    expect(() => parseMoney('12.505', 'EUR')).toThrow(/too_many_decimals/)
    expect(() => parseMoney('0.5', 'JPY')).toThrow(/too_many_decimals/)
  })

  it.each(['', '.', '1.', '.5', '1,5', '1e3', ' 1', '1 ', '0x10', '--1', '١٢', 'NaN', 'Infinity', '1_000'])(
    'refuses %j',
    (text) => {
      expect(() => parseDecimal(text)).toThrow(MoneyFormatError)
    },
  )

  it('says that sixteen digits are too many', () => {
    expect(() => parseDecimal('1234567890123456')).toThrow(/too_large/)
  })

  it('never quotes more than forty characters of what it refuses', () => {
    expect(() => parseDecimal('x'.repeat(1000))).toThrow(/^.{0,80}$/)
  })
})

describe('rounding', () => {
  it('goes to the nearest, halves away from zero', () => {
    fc.assert(
      fc.property(minor, fc.bigInt(-(10n ** 9n), 10n ** 9n), (numerator, denominator) => {
        fc.pre(denominator !== 0n)
        expect(roundRatio(numerator, denominator)).toBe(nearest(numerator, denominator))
      }),
      { numRuns: 1000 },
    )
  })

  it('is the same on both sides of zero', () => {
    fc.assert(
      fc.property(minor, fc.bigInt(1n, 10n ** 6n), (numerator, denominator) => {
        expect(roundRatio(-numerator, denominator)).toBe(-roundRatio(numerator, denominator))
      }),
    )
  })

  it.each([
    [5n, 10n, 1n],
    [-5n, 10n, -1n],
    [15n, 10n, 2n],
    [14n, 10n, 1n],
    [25n, 10n, 3n],
    [-25n, 10n, -3n],
  ])('%d/%d is %d', (numerator, denominator, rounded) => {
    expect(roundRatio(numerator, denominator)).toBe(rounded)
  })

  it('refuses to divide by zero', () => {
    expect(() => roundRatio(1n, 0n)).toThrow(RangeError)
  })
})

describe('line totals', () => {
  const price = fc.record({ units: fc.bigInt(-(10n ** 12n), 10n ** 12n), scale: fc.integer({ min: 0, max: 12 }) })
  const quantity = fc.integer({ min: -2_147_483_647, max: 2_147_483_647 })

  it.each([
    ['JPY', 0],
    ['EUR', 2],
    ['KWD', 3],
    ['CLF', 4],
  ])('in %s are price × quantity, rounded once at %i decimals', (code, exponent) => {
    fc.assert(
      fc.property(price, quantity, (unitPrice, pieces) => {
        const exact = unitPrice.units * BigInt(pieces) * 10n ** BigInt(exponent)
        expect(lineTotal(unitPrice, pieces, code)).toBe(nearest(exact, 10n ** BigInt(unitPrice.scale)))
      }),
      { numRuns: 1000 },
    )
  })

  it('round the line and not the price', () => {
    expect(lineTotal(parseDecimal('0.005'), 3, 'EUR')).toBe(2n)
    expect(lineTotal(parseDecimal('2.0825'), 12, 'GBP')).toBe(2499n)
    expect(lineTotal(parseDecimal('-0.005'), 1, 'EUR')).toBe(-1n)
  })
})
