import { countryNamed } from './country-names'

it.each([
  ['EIRE', 'IE'],
  ['RSA', 'ZA'],
  ['USA', 'US'],
  ['United Kingdom', 'GB'],
  [' uk ', 'GB'],
  ['Czech Republic', 'CZ'],
  ['United Arab Emirates', 'AE'],
  ['Hong Kong', 'HK'],
  ['DE', 'DE'],
  ['deu', 'DE'],
  ['Namibia', 'NA'],
])('%j is %s', (name, code) => {
  expect(countryNamed(name)).toBe(code)
})

it.each([
  '',
  'Channel Islands',
  'European Community',
  'Unspecified',
  'West Indies',
  'Atlantis',
  'XX',
  '__proto__',
  'constructor',
])('%j is no country that we know', (name) => {
  expect(countryNamed(name)).toBeNull()
})
