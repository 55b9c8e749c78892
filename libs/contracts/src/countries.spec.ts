import { getAlpha2Codes } from 'i18n-iso-countries'
import { countryCodes, isCountryCode } from './countries'

describe('countries', () => {
  it('are those of ISO 3166-1, and Kosovo as shops write it', () => {
    const standard = Object.keys(getAlpha2Codes()).filter((code) => code !== 'XK')
    expect([...countryCodes].sort()).toEqual([...standard, 'XK'].sort())
    expect(standard).toHaveLength(249)
  })

  it.each(['', 'de', 'UK', 'EU', 'ZZ', 'constructor'])('knows no %j', (code) => {
    expect(isCountryCode(code)).toBe(false)
  })
})
