// What may stand in a body in place of what belongs there: nothing, null, another type, something huge.
import fc from 'fast-check'

type Path = readonly (string | number)[]

const nothing = Symbol('left out')
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    nothing,
    null,
    '',
    ' ',
    '-0',
    '1e400',
    'NaN',
    '2026-02-30T10:00:00Z',
    '+275760-09-13T00:00:00Z',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(20_000),
    '9'.repeat(400),
    `${'9'.repeat(14)}.9999999999`,
    '\u0000',
    '\ud800',
    '__proto__',
  ),
  fc.constantFrom<unknown>([], {}, [[]], [null], true, 0, -1, 1.5, 1e308, -1e-308, Number.MAX_SAFE_INTEGER),
  fc.jsonValue({ maxDepth: 2 }),
)
/** Up to four places of a body, and what stands there instead. */
export const mutations = fc.array(fc.tuple(fc.nat(), nonsense), { minLength: 1, maxLength: 4 })

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...at, name]))]
}

/** The body with that. */
export function mutated(body: unknown, changes: readonly (readonly [number, unknown])[]): unknown {
  let result: unknown = structuredClone(body)
  for (const [place, given] of changes) {
    const value = given === nothing ? given : structuredClone(given)
    const paths = pathsOf(result)
    const path = paths[place % paths.length] ?? []
    if (!path.length) result = value === nothing ? undefined : value
    else {
      const parent = path.slice(0, -1).reduce((part, name) => (part as Record<string, unknown>)[name], result)
      if (value === nothing) Reflect.deleteProperty(parent as object, path.at(-1) ?? '')
      else Object.assign(parent as object, { [path.at(-1) ?? '']: value })
    }
  }
  return result
}
