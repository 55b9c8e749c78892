// Long work of the processor, in turns with whatever else the process does.
import { setImmediate as othersTurn } from 'node:timers/promises'

/** Others wait no longer than a statement of the database takes. */
const sliceMs = 1

/** What `work` makes of each, in their order. */
export async function inSlices<Value, Made>(
  values: readonly Value[],
  work: (value: Value, index: number) => Made,
): Promise<Made[]> {
  const made: Made[] = []
  let begin = performance.now()
  for (const [index, value] of values.entries()) {
    if (performance.now() - begin > sliceMs) {
      await othersTurn()
      begin = performance.now()
    }
    made.push(work(value, index))
  }
  return made
}

/** What `read` makes, or throws, now: it is told whenever it is asked for. */
export function kept<Value>(read: () => Value): () => Value {
  try {
    const value = read()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
