const atOnce = 6

/** A few at a time, in order of their start. */
export async function eachOf<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.map((item, index) => ({ item, index })).reverse()
  const worker = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await work(next.item, next.index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
