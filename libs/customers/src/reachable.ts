// Who can be called now: where it is office hours by her zone.
import { isOfficeHour } from '@portolan/contracts'
import { filter, type Filter, Unreadable } from '@portolan/platform'

/** Names that people and shops write beside those that the engine lists. */
const otherNames = [
  ...['UTC', 'GMT', 'Etc/UTC', 'Etc/GMT', 'CET', 'EET', 'MET', 'WET', 'EST', 'MST', 'HST'],
  ...['EST5EDT', 'CST6CDT', 'MST7MDT', 'PST8PDT', 'US/Alaska', 'US/Arizona', 'US/Central', 'US/Eastern', 'US/Hawaii'],
  ...['US/Mountain', 'US/Pacific', 'Canada/Atlantic', 'Canada/Central', 'Canada/Eastern', 'Canada/Mountain'],
  ...['Canada/Newfoundland', 'Canada/Pacific', 'Brazil/East', 'Brazil/West', 'Chile/Continental', 'Mexico/General'],
  ...['America/Argentina/Buenos_Aires', 'America/Argentina/Catamarca', 'America/Argentina/Cordoba'],
  ...['America/Argentina/Jujuy', 'America/Argentina/Mendoza', 'America/Atikokan', 'America/Indiana/Indianapolis'],
  ...['America/Kentucky/Louisville', 'America/Nuuk', 'Africa/Asmara', 'Asia/Ho_Chi_Minh', 'Asia/Kathmandu'],
  ...['Asia/Kolkata', 'Asia/Tel_Aviv', 'Asia/Yangon', 'Atlantic/Faroe', 'Australia/ACT', 'Australia/NSW'],
  ...['Europe/Belfast', 'Europe/Kyiv', 'Pacific/Chuuk', 'Pacific/Kanton', 'Pacific/Pohnpei', 'Egypt', 'Eire', 'GB'],
  ...['Hongkong', 'Iran', 'Israel', 'Jamaica', 'Japan', 'Navajo', 'NZ', 'Poland', 'Portugal', 'PRC', 'ROC', 'ROK'],
  ...['Singapore', 'Turkey', ...Array.from({ length: 27 }, (_, hour) => `Etc/GMT${hour > 12 ? '' : '+'}${12 - hour}`)],
]
const names = [...new Set([...Intl.supportedValuesOf('timeZone'), ...otherNames])]

/** Zones where it is office hours at a time, in milliseconds. */
export function zonesAtWork(now: number): string[] {
  return names.filter((zone) => isOfficeHour(zone, now))
}

/** `true` for those who can be called now by the zone in the column, `false` for the others. */
export function reachableFilter(zone: string): Filter {
  return {
    ...filter.flag(zone),
    any(values, bind) {
      if (values.some((value) => !['true', 'false'].includes(value))) throw new Unreadable('value.flag')
      if (new Set(values).size > 1) return 'true'
      const open = `${zone} = any(${bind(zonesAtWork(Date.now()), 'text[]')})`
      return values.includes('true') ? open : `not (${open})`
    },
  }
}
