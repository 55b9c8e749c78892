/** What each edited field was and became, for events and the audit log; fields that stay the same are left out. */
export type Changes = Record<string, [before: unknown, after: unknown]>

export function changesBetween(before: object, after: object): Changes {
  const old = before as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(old[name]))
      .map(([name, value]) => [name, [old[name] ?? null, value]]),
  )
}

/** The new values of `changes`, as an update takes them. */
export function valuesOf(changes: Changes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([name, [, after]]) => [name, after]))
}
