// When people can be called: from nine to six where they are, on every day, because weekends differ by country and trade.
export const officeHours = { from: 9, to: 18 } as const

const hours = new Map<string, Intl.DateTimeFormat>()

/** Whether it is office hours in an IANA zone; false in one that is unknown. */
export function isOfficeHour(zone: string, now: number): boolean {
  try {
    const hour = Number(hourIn(zone).format(now))
    return hour >= officeHours.from && hour < officeHours.to
  } catch {
    return false
  }
}

function hourIn(zone: string): Intl.DateTimeFormat {
  const known = hours.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' })
  hours.set(zone, format)
  return format
}
