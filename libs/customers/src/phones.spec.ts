import { countryCodes } from '@portolan/contracts'
import { countryOfPhone, e164Of, examplePhone, searchedPhone } from './phones'

describe('telephone numbers', () => {
  it.each([
    ['+44 20 7946 0000', null, '+442079460000'],
    ['020 7946 0000', 'GB', '+442079460000'],
    ['(0)20-7946-0000', 'GB', '+442079460000'],
    ['0044 20 7946 0000', 'GB', '+442079460000'],
    ['06 6982 1234', 'IT', '+390669821234'],
    ['+1 (415) 555-2671 ext. 12', 'DE', '+14155552671'],
    ['12', 'DE', null],
    ['020 7946 0000', null, null],
    ['020 7946 0000', 'ZZ', null],
    ['', 'DE', null],
    [null, 'DE', null],
  ])('%j in %s is %s', (text, country, number) => expect(e164Of(text, country)).toBe(number))

  it('name their country where they are written for others', () => {
    expect(['+44 20 7946 0000', '+1 604 555 2671', '020 7946 0000', '', null].map(countryOfPhone)).toEqual([
      'GB',
      'CA',
      null,
      null,
      null,
    ])
  })

  it('have an example in every country, which is a number there', () => {
    for (const country of countryCodes)
      expect([country, e164Of(examplePhone(country), null)]).not.toEqual([country, null])
  })

  it.each([
    ['020 7946 0000', '2079460000'],
    ['+44 (0)20 7946-0000', '442079460000'],
    ['0049 30 901820', '4930901820'],
    ['12345', '12345'],
    ['P-1042', 'P-1042'],
    ['4711 Köln', '4711 Köln'],
  ])('%j is searched as %s', (text, searched) => expect(searchedPhone(text)).toBe(searched))
})
