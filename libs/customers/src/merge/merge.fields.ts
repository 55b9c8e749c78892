// Whose values a merge keeps, and how they are given back. Terms: a *path* names a field, or one custom field as
// `custom_fields.<key>`; what a merge changed is kept by path, so that each can go back by itself.
import { isDeepStrictEqual } from 'node:util'
import type { Changes } from '@portolan/platform'
import type { CustomerFields } from '../customers.queries'
import {
  mergedFieldNames,
  type CustomChoices,
  type MergeChoice,
  type MergeChoices,
  type MergedFieldName,
} from './merge.dto'

const custom = 'custom_fields.'
const name = ['first_name', 'last_name'] as const
const address = ['region', 'city', 'postal_code', 'address_line1', 'address_line2'] as const

type Values = ReadonlyMap<string, unknown>

/** What the merge changes of the winner, by path. Half of one address and half of another would be nobody's. */
export function mergeChanges(
  winner: CustomerFields,
  loser: CustomerFields,
  choices: MergeChoices,
  own: CustomChoices = {},
): Changes {
  const standard = standardChoices(winner, loser)
  const changes = new Map<string, [unknown, unknown]>()
  for (const field of mergedFieldNames) {
    if (field === 'custom_fields' || (choices[field] ?? standard[field]) !== 'loser') continue
    const [before, after] = [winner[field], loser[field]]
    if (before !== after && (after !== null || choices[field])) changes.set(field, [before, after])
  }
  return { ...Object.fromEntries(changes), ...customChanges(winner, loser, choices.custom_fields, own) }
}

function customChanges(
  winner: CustomerFields,
  loser: CustomerFields,
  standard: MergeChoice | undefined,
  own: CustomChoices,
): Changes {
  const [mine, hers] = [new Map(Object.entries(winner.custom_fields)), new Map(Object.entries(loser.custom_fields))]
  const chosen = new Map(Object.entries(own))
  const changes = [...new Set([...hers.keys(), ...chosen.keys()])].flatMap((key): [string, [unknown, unknown]][] => {
    const [before, after] = [mine.get(key) ?? null, hers.get(key) ?? null]
    const choice = chosen.get(key) ?? (before === null ? 'loser' : standard)
    return choice !== 'loser' || isDeepStrictEqual(before, after) ? [] : [[custom + key, [before, after]]]
  })
  return Object.fromEntries(changes)
}

function standardChoices(winner: CustomerFields, loser: CustomerFields): MergeChoices {
  const missing = (fields: readonly MergedFieldName[]) => fields.every((field) => winner[field] === null)
  const samePlace = winner.country_code === null || winner.country_code === loser.country_code
  const taken = mergedFieldNames.filter((field) => {
    if ((name as readonly string[]).includes(field)) return missing(name)
    if (field === 'country_code') return winner.country_code === null && missing(address)
    if ((address as readonly string[]).includes(field)) return samePlace && missing(address)
    return winner[field] === null
  })
  return Object.fromEntries(taken.map((field) => [field, 'loser']))
}

/** The fields with these values at their paths; null takes a custom field away. */
export function withValues(fields: CustomerFields, values: Values): Partial<CustomerFields> {
  const changed = new Map<string, unknown>()
  const customFields = new Map(Object.entries(fields.custom_fields))
  for (const [path, value] of values) {
    if (!path.startsWith(custom)) changed.set(path, value)
    else if (value === null) customFields.delete(path.slice(custom.length))
    else customFields.set(path.slice(custom.length), value)
  }
  if ([...values.keys()].some((path) => path.startsWith(custom))) {
    changed.set('custom_fields', Object.fromEntries(customFields))
  }
  return Object.fromEntries(changed)
}

export function newValues(changes: Changes): Values {
  return new Map(Object.entries(changes).map(([path, [, after]]) => [path, after]))
}

/** What goes back to what it was: where the merge's value still stands. What was edited since stays. */
export function revertedValues(fields: CustomerFields, changes: Changes): Values {
  const standing = Object.entries(changes).filter(([path, [, after]]) =>
    isDeepStrictEqual(valueAt(fields, path), after),
  )
  return new Map(standing.map(([path, [before]]) => [path, before]))
}

/** A later merge, made again with what its loser has now that `reverted` went back; what it gave otherwise stays. */
export function followingChanges(changes: Changes, reverted: Changes): { changes: Changes; follow: Changes } {
  const follow = Object.entries(changes).filter(([path, [, given]]) => {
    const earlier = reverted[path]
    return earlier !== undefined && isDeepStrictEqual(given, earlier[0])
  })
  const rewritten = follow.map(([path, [before]]) => [path, [before, reverted[path]?.[1] ?? null]])
  return {
    changes: { ...changes, ...(Object.fromEntries(rewritten) as Changes) },
    follow: Object.fromEntries(follow.map(([path, [, given]]) => [path, [reverted[path]?.[1] ?? null, given]])),
  }
}

export function valueAt(fields: CustomerFields, path: string): unknown {
  if (!path.startsWith(custom)) return fields[path as keyof CustomerFields] ?? null
  return new Map(Object.entries(fields.custom_fields)).get(path.slice(custom.length)) ?? null
}
