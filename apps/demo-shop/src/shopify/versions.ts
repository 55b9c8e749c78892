// Versions of the Admin API: quarterly, each good for a year; an older one is answered by the oldest that is left.

const supported = ['2026-01', '2026-04', '2026-07', '2026-10'] as const
const candidate = '2027-01'
export const latestVersion = '2026-10'

/** The version that answers, or undefined when there never was one of this name. */
export function versionInUse(asked: string): string | undefined {
  if (asked === 'unstable' || asked === candidate || (supported as readonly string[]).includes(asked)) return asked
  return /^20\d\d-(01|04|07|10)$/.test(asked) && asked < supported[0] && asked >= '2019-04' ? supported[0] : undefined
}
