import { isZone } from './rules'

describe('a zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])('may be %s', (zone) => {
    expect(isZone(zone)).toBe(true)
  })

  it.each(['', 'Mars/Olympus', '+01:00', 'Europe/Berlin ', '../etc/passwd', 'Europe/Berlin; select 1'])(
    'may not be %j',
    (zone) => expect(isZone(zone)).toBe(false),
  )
})
