// What a run does, one step after the other, each in as many chunks as it needs:
//   hooks     the shop's hooks are looked after, so that nothing is missed from now on
//   read      all objects of a type that changed in the window are read and taken over
//   compare   their versions are compared with what is known here; what is missing or different is a gap
//   mend      what the gaps are about is asked for and taken over
//   settle    what only events told of is asked for, once: two changes within one second look alike
//   gone      what is known here and was in no list is asked for: it is gone, or has changed since
import type { ObjectType } from '../connectors/source'
import type { SyncKind } from './sync.dto'

export type Step =
  | { readonly phase: 'hooks' }
  | { readonly phase: 'read' | 'compare' | 'mend' | 'settle' | 'gone'; readonly type: ObjectType }

export interface SyncCheckpoint {
  readonly step: number
  /** Where the step goes on: the source's cursor, or the last id that was looked at. */
  readonly cursor: string | null
}

export interface PlannedRun {
  readonly kind: SyncKind
  readonly object_types: readonly ObjectType[]
  readonly types_by_change: readonly ObjectType[]
  readonly keeps_hooks: boolean
}

export function stepsOf({ kind, object_types, types_by_change, keeps_hooks }: PlannedRun): Step[] {
  const first: Step[] = keeps_hooks ? [{ phase: 'hooks' }] : []
  return [
    ...first,
    ...object_types.flatMap((type): Step[] => {
      if (kind !== 'reconciliation') return [{ phase: 'read', type }]
      if (!types_by_change.includes(type))
        return [
          { phase: 'read', type },
          { phase: 'gone', type },
        ]
      return [
        { phase: 'compare', type },
        { phase: 'mend', type },
        { phase: 'settle', type },
        { phase: 'gone', type },
      ]
    }),
  ]
}
