import { computed, effect, signal, type Signal, untracked } from '@angular/core'
import type { Observable } from 'rxjs'
import { Failure } from './failure'

export interface Loaded<Value> {
  /** The last good answer; it stays while the next one loads, so that nothing jumps. */
  readonly value: Signal<Value | undefined>
  readonly failure: Signal<Failure | undefined>
  readonly loading: Signal<boolean>
  reload(): void
  /** Puts in what an action answered, without asking again. */
  put(value: Value): void
}

/**
 * Loads whenever `params` changes (compared by content) and drops answers that came too late. While `params` gives
 * undefined, nothing is asked.
 */
export function loaded<Params, Value>(
  params: () => Params | undefined,
  fetch: (params: Params) => Observable<Value>,
): Loaded<Value> {
  const value = signal<Value | undefined>(undefined)
  const failure = signal<Failure | undefined>(undefined)
  const loading = signal(false)
  const turn = signal(0)
  const wanted = computed(params, { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) })

  effect((onCleanup) => {
    turn()
    const current = wanted()
    if (current === undefined) return
    untracked(() => {
      loading.set(true)
      failure.set(undefined)
      const subscription = fetch(current).subscribe({
        next: (answer) => {
          value.set(answer)
          loading.set(false)
        },
        error: (error: unknown) => {
          failure.set(Failure.from(error))
          loading.set(false)
        },
      })
      onCleanup(() => subscription.unsubscribe())
    })
  })

  return {
    value: value.asReadonly(),
    failure: failure.asReadonly(),
    loading: loading.asReadonly(),
    reload: () => turn.update((count) => count + 1),
    put: (answer) => value.set(answer),
  }
}
