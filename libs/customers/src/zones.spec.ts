import { countryCodes } from '@portolan/contracts'
import { isZone } from '@portolan/platform'
import { countryOfZone, zoneOf } from './zones'

describe('the country of a zone', () => {
  it.each([
    ['Europe/Berlin', 'DE'],
    ['Europe/London', 'GB'],
    ['America/New_York', 'US'],
    ['Asia/Kolkata', 'IN'],
    ['Asia/Calcutta', 'IN'],
    ['UTC', null],
    ['Etc/GMT+5', null],
  ])('%s is %s', (zone, country) => expect(countryOfZone(zone)).toBe(country))
})

describe('the zone of somebody who has given none', () => {
  it.each([
    ['DE', null, 'America/New_York', 'Europe/Berlin'],
    ['US', null, 'Europe/Berlin', 'America/New_York'],
    ['US', null, 'America/Los_Angeles', 'America/Los_Angeles'],
    ['IN', '+44 20 7946 0000', 'Europe/Berlin', 'Asia/Calcutta'],
    ['IN', null, 'Asia/Kolkata', 'Asia/Kolkata'],
    [null, '+44 20 7946 0000', 'Europe/Berlin', 'Europe/London'],
    [null, '020 7946 0000', 'Europe/Berlin', 'Europe/Berlin'],
    [null, null, 'Europe/Berlin', 'Europe/Berlin'],
  ])('in %s with the number %s, at home in %s, is %s', (country_code, phone, home, zone) =>
    expect(zoneOf({ country_code, phone }, home)).toBe(zone),
  )

  it('is one in every country', () => {
    for (const country_code of countryCodes)
      expect([country_code, isZone(zoneOf({ country_code, phone: null }, 'UTC'))]).toEqual([country_code, true])
  })
})
