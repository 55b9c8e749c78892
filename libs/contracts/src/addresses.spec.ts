import { addressFormat, addressLines, addressOrder, formattedCountries, isPostcode } from './addresses'
import { isCountryCode } from './countries'

const london = { address_line1: '12 St James’s Square', postal_code: 'SW1Y 4JH', city: 'London', region: 'England' }

describe('addresses', () => {
  it('of countries that are there, with postal codes like their example', () => {
    expect(formattedCountries.length).toBeGreaterThan(60)
    for (const country of formattedCountries) {
      const { example, postcode, required } = addressFormat(country)
      expect([country, isCountryCode(country)]).toEqual([country, true])
      expect([country, postcode === null, example === null]).toEqual([country, example === null, example === null])
      if (example) expect([country, isPostcode(example, country)]).toEqual([country, true])
      expect([country, isPostcode('not a code', country)]).toEqual([country, example === null])
      expect([country, required.includes('address_line1')]).toEqual([country, true])
    }
  })

  it.each([
    ['DE', 'Invalidenstr. 1', '10115', 'Berlin', null, ['Invalidenstr. 1', '10115 Berlin']],
    ['US', '1 Infinite Loop', '95014', 'Cupertino', 'CA', ['1 Infinite Loop', 'Cupertino, CA 95014']],
    ['JP', '三軒茶屋1-1', '154-0024', '世田谷区', '東京都', ['〒154-0024', '東京都 世田谷区', '三軒茶屋1-1']],
    ['HU', 'Fő utca 1.', '1011', 'Budapest', null, ['Budapest', 'Fő utca 1.', '1011']],
    ['IT', 'Via Roma 1', '00184', 'Roma', 'RM', ['Via Roma 1', '00184 Roma RM']],
    ['BR', 'Rua A, 1', '40301-110', 'Salvador', 'BA', ['Rua A, 1', 'Salvador-BA', '40301-110']],
    [null, 'Somewhere 1', '77', 'Town', 'Land', ['Somewhere 1', '77 Town', 'Land']],
  ])('in %s are written in its order', (country, address_line1, postal_code, city, region, lines) => {
    expect(addressLines({ address_line1, postal_code, city, region }, country)).toEqual(lines)
  })

  it('leave no trace of what is empty, and say what the country has no place for', () => {
    expect(addressLines({ city: 'Cupertino', region: 'CA' }, 'US')).toEqual(['Cupertino, CA'])
    expect(addressLines({ region: 'CA', postal_code: '95014' }, 'US')).toEqual(['CA 95014'])
    expect(addressLines({ postal_code: null, city: '世田谷区' }, 'JP')).toEqual(['世田谷区'])
    expect(addressLines({ ...london, address_line2: 'Floor 3' }, 'GB')).toEqual([
      '12 St James’s Square',
      'Floor 3',
      'London',
      'SW1Y 4JH',
      'England',
    ])
    expect(addressLines({}, 'DE')).toEqual([])
  })

  it('are asked for in the order in which they are written', () => {
    expect(addressOrder('DE')).toEqual(['address_line1', 'address_line2', 'postal_code', 'city', 'region'])
    expect(addressOrder('JP')).toEqual(['postal_code', 'region', 'city', 'address_line1', 'address_line2'])
    expect(addressOrder('US')).toEqual(['address_line1', 'address_line2', 'city', 'region', 'postal_code'])
  })

  it.each([
    ['GB', 'sw1y4jh', true],
    ['GB', '10115', false],
    ['DE', '1011', false],
    ['CA', 'H3Z2Y7', true],
    ['NL', '1234 SS', false],
    ['AE', 'whatever', true],
    ['ZZ', 'whatever', true],
  ])('in %s have the postal code %j: %s', (country, code, holds) => {
    expect(isPostcode(code, country)).toBe(holds)
  })
})
