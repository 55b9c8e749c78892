import { isDeepStrictEqual } from 'node:util'

/** What each edited field was and became, for events and the audit log. */
export type Changes = Record<string, [before: unknown, after: unknown]>

/** Fields of `after` that differ from `before`; the order of an object's keys is no difference. */
export function changesBetween(before: object, after: object): Changes {
  const old = new Map(Object.entries(before) as [string, unknown][])
  const differing = (Object.entries(after) as [string, unknown][]).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(value, old.get(name) ?? null),
  )
  return Object.fromEntries(differing.map(([name, value]) => [name, [old.get(name) ?? null, value]]))
}

/** The new values, as an update takes them. */
export function valuesOf(changes: Changes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([name, [, after]]) => [name, after]))
}

/** JSON Merge Patch (RFC 7396) of an object: null removes a key, objects merge, anything else replaces. */
export function mergePatch(target: object, patch: object): Record<string, unknown> {
  const merged = new Map(Object.entries(target) as [string, unknown][])
  for (const [key, value] of Object.entries(patch) as [string, unknown][]) {
    if (value === null) merged.delete(key)
    else if (isObject(value)) merged.set(key, mergePatch(objectOr(merged.get(key)), value))
    else merged.set(key, value)
  }
  // fromEntries defines own properties: a key called __proto__ stays a key.
  return Object.fromEntries(merged)
}

function objectOr(value: unknown): object {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
