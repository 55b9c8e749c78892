// Where people are tells what time it is for them.
import { countryCodes } from '@portolan/contracts'
import { countryOfPhone } from './phones'

/** Where most people of a country live whose zones are several; of the others the first zone is as good as any. */
const mainZones: Readonly<Record<string, string>> = {
  AR: 'America/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  GL: 'America/Godthab',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kiev',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
}

interface Whereabouts {
  readonly country_code: string | null
  readonly phone: string | null
}

/**
 * The zone of somebody who has given none: her country's, or that of her number. The workspace's own zone where it lies
 * in that country, and where nothing is known of her.
 */
export function zoneOf({ country_code, phone }: Whereabouts, home: string): string {
  const country = country_code ?? countryOfPhone(phone)
  if (!country) return home
  const zones = zonesOf(country)
  const isThere = zones.some((zone) => zone === home || canonical(zone) === canonical(home))
  return isThere ? home : (mainZones[country] ?? zones[0] ?? home)
}

/** Where a number is dialled that is written as people at home write it. */
export function regionOf({
  country_code,
  timezone,
}: {
  readonly country_code: string | null
  readonly timezone: string
}): string | null {
  return country_code ?? countryOfZone(timezone)
}

const countries = new Map<string, string>()

/** The country of a zone, where the zone is one country's: the region of a workspace that has said no other. */
export function countryOfZone(zone: string): string | null {
  if (!countries.size) fillCountries()
  return countries.get(zone) ?? countries.get(canonical(zone)) ?? null
}

function fillCountries(): void {
  const shared = new Set<string>()
  for (const country of countryCodes) {
    for (const zone of zonesOf(country).flatMap((name) => [name, canonical(name)])) {
      const other = countries.get(zone)
      if (other && other !== country) shared.add(zone)
      countries.set(zone, country)
    }
  }
  for (const zone of shared) countries.delete(zone)
}

const zonesByCountry = new Map<string, readonly string[]>()
const canonicalNames = new Map<string, string>()

/** Asking the engine takes milliseconds, and files and shops tell of thousands of people. */
function zonesOf(country: string): readonly string[] {
  const zones = zonesByCountry.get(country) ?? enginesZonesOf(country)
  zonesByCountry.set(country, zones)
  return zones
}

/** A method in newer engines, a property in older ones. */
function enginesZonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined
    timeZones?: string[]
  }
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

function canonical(zone: string): string {
  const name = canonicalNames.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  canonicalNames.set(zone, name)
  return name
}
