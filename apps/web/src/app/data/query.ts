/** Parameters of a list or report as an address holds them. */
export type Query = Record<string, string | number | undefined>

/**
 * An address may hold anything: empty parameters are left out, the generated client sends the ones it knows, and the
 * API answers 400 for values it does not.
 */
export function asParams<Params extends object>(query: Query): Params {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(filled) as Params
}
