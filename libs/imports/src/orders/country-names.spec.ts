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
  ['Estados Unidos', 'US'],
  ['México', 'MX'],
  ['Etats-Unis', 'US'],
  ['CÔTE D’IVOIRE', 'CI'],
  ['ÖSTERREICH', 'AT'],
  ['Grossbritannien', 'GB'],
  ['德国', 'DE'],
  ['المملكة المتحدة', 'GB'],
  ['الإمارات العربية المتحدة', 'AE'],
  ['България', 'BG'],
  ['Съединени щати', 'US'],
])('%j is %s', (name, code) => {
  expect(countryNamed(name)).toBe(code)
})

it.each([
  '',
  'Channel Islands',
  'European Community',
  'Unspecified',
  'West Indies',
  'Congo',
  '欧洲',
  'Atlantis',
  'XX',
  '__proto__',
  'constructor',
])('%j is no country that we know', (name) => {
  expect(countryNamed(name)).toBeNull()
})
