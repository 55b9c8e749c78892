// Long work of the processor, in turns with whatever else the process does.
import { setImmediate as othersTurn } from 'node:timers/promises'

const slice = 20

/** What `work` makes of each, in their order. */
export async function inSlices<Value, Made>(
  values: readonly Value[],
  work: (value: Value) => Made | Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = []
  for (let from = 0; from < values.length; from += slice) {
    if (from > 0) await othersTurn()
    made.push(...(await Promise.all(values.slice(from, from + slice).map(work))))
  }
  return made
}
