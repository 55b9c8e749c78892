// What a bench has measured: every number beside what it is compared with, printed at the end. A number out of its
// bounds fails the test that measured it.
interface Row {
  readonly what: string
  readonly measured: string
  readonly comparedWith: string
  readonly result: string
  readonly bound: string
}

export class Table {
  private readonly rows: Row[] = []

  constructor(private readonly title: string) {}

  /** `of` divided by `to`, which stays below `below` or reaches `atLeast`. */
  ratio(what: string, { of, to, unit, below, atLeast }: Ratio): void {
    const ratio = of / to
    const number = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`
    const bound = atLeast === undefined ? (below === undefined ? '' : `< ${below}`) : `≥ ${atLeast}`
    this.rows.push({ what, measured: number(of), comparedWith: number(to), result: ratio.toFixed(2), bound })
    if (below !== undefined) expect(ratio).toBeLessThan(below)
    if (atLeast !== undefined) expect(ratio).toBeGreaterThanOrEqual(atLeast)
  }

  below(what: string, milliseconds: number, limit: number): void {
    const [measured, bound] = [`${milliseconds.toFixed(0)} ms`, `< ${limit} ms`]
    this.rows.push({ what, measured, comparedWith: '', result: '', bound })
    expect(milliseconds).toBeLessThan(limit)
  }

  print(): void {
    const head = { what: this.title, measured: 'measured', comparedWith: 'beside', result: 'ratio', bound: 'bound' }
    process.stdout.write(tableText(head, this.rows))
  }
}

/** Lines in columns; the keys of `head` say which, in which order. */
export function tableText<Key extends string>(
  head: Readonly<Record<Key, string>>,
  rows: readonly Readonly<Record<Key, string>>[],
): string {
  const keys = Object.keys(head) as Key[]
  const all = [head, ...rows]
  const widths = keys.map((key) => Math.max(...all.map((row) => row[key].length)))
  const lines = all.map((row) => keys.map((key, index) => row[key].padEnd(widths[index] ?? 0)).join('  '))
  return `\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}\n`
}

interface Ratio {
  readonly of: number
  readonly to: number
  readonly unit: string
  readonly below?: number
  readonly atLeast?: number
}

export function quantile(values: readonly number[], q: number): number {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length * q)] ?? 0
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
