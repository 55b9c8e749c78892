// When a delivery is tried again, and when its subscription is left alone for a while.

/** Waits before the second to the tenth attempt, in seconds: about three days in all. */
export const waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const
/** Failures in a row that pause a subscription, and for how long. */
export const failuresAllowed = 5
export const pauseSeconds = 60
/** A subscription that only failed for so long is switched off. */
export const failingDays = 5
/** The longest wait that a receiver may ask for. */
const longestWait = 6 * 3600

/** Seconds until the next attempt, or null when `tries` were all; `random` spreads those that failed together. */
export function nextWait(tries: number, askedFor: number | null, random = Math.random()): number | null {
  const planned = waits[tries - 1]
  if (planned === undefined) return null
  const jittered = planned * (0.8 + random * 0.4)
  return askedFor === null ? jittered : Math.max(jittered, Math.min(askedFor, longestWait))
}
