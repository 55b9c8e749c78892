import { isOfficeHour } from './office-hours'

describe('office hours', () => {
  const at = (time: string) => Date.parse(`2026-07-01T${time}Z`)

  it.each([
    ['Europe/Berlin', '07:00:00', true],
    ['Europe/Berlin', '06:59:59', false],
    ['Europe/Berlin', '15:59:59', true],
    ['Europe/Berlin', '16:00:00', false],
    ['Asia/Kolkata', '03:30:00', true],
    ['Asia/Kolkata', '03:29:59', false],
    ['America/New_York', '22:00:00', false],
    ['UTC', '00:00:00', false],
    ['Mars/Phobos', '12:00:00', false],
  ])('in %s at %s UTC: %s', (zone, time, open) => expect(isOfficeHour(zone, at(time))).toBe(open))
})
