// What a run of the bench has measured: each number beside what it is compared with, in interleaved rounds whose medians
// and spread are kept, printed at the end and written to coverage/bench.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { quantile, tableText } from './table'

export interface Measure {
  readonly what: string
  readonly unit: string
  readonly of: number
  readonly spread?: readonly [number, number]
  readonly to?: number
  readonly ratio?: number
  readonly atLeast?: number
  readonly below?: number
  readonly note?: string
}

export class Results {
  private readonly measures: Measure[] = []

  constructor(private readonly title: string) {}

  /** Of rounds: the median of each side, their spread, and the median of the rounds' ratios. */
  compare(
    what: string,
    unit: string,
    { of, to }: { of: readonly number[]; to: readonly number[] },
    bound: Bound = {},
  ): void {
    const ratios = of.map((value, round) => value / (to[round] ?? NaN))
    this.add({
      what,
      unit,
      of: median(of),
      spread: [Math.min(...of), Math.max(...of)],
      to: median(to),
      ratio: median(ratios),
      ...bound,
    })
  }

  add(measure: Measure): void {
    this.measures.push(measure)
  }

  /** What is out of its bounds, a line each. */
  missed(): string[] {
    return this.measures.filter(isMissed).map(({ what, ...rest }) => `${what}: ${shown(rest)} (${boundOf(rest)})`)
  }

  print(file: string): void {
    const rows = this.measures.map((measure) => ({
      what: `${isMissed(measure) ? '✗' : ' '} ${measure.what}`,
      measured: `${number(measure.of)} ${measure.unit}`,
      spread: measure.spread ? `${number(measure.spread[0])}–${number(measure.spread[1])}` : '',
      beside: measure.to === undefined ? '' : number(measure.to),
      ratio: measure.ratio === undefined ? '' : measure.ratio.toFixed(2),
      bound: boundOf(measure),
      note: measure.note ?? '',
    }))
    process.stdout.write(
      tableText(
        {
          what: this.title,
          measured: 'measured',
          spread: 'spread',
          beside: 'beside',
          ratio: 'ratio',
          bound: 'bound',
          note: '',
        },
        rows,
      ),
    )
    const folder = 'coverage/bench'
    mkdirSync(folder, { recursive: true })
    const machine = { processors: cpus().map(({ model }) => model), memory: totalmem(), node: process.version }
    const content = { title: this.title, at: new Date().toISOString(), machine, measures: this.measures }
    writeFileSync(join(folder, file), JSON.stringify(content, null, 2))
  }
}

type Bound = Pick<Measure, 'atLeast' | 'below' | 'note'>

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function judged({ of, ratio }: Pick<Measure, 'of' | 'ratio'>): number {
  return ratio ?? of
}

function isMissed(measure: Measure): boolean {
  const { atLeast = -Infinity, below = Infinity } = measure
  return judged(measure) < atLeast || judged(measure) > below
}

function shown({ of, unit, ratio }: Omit<Measure, 'what'>): string {
  return ratio === undefined ? `${number(of)} ${unit}` : ratio.toFixed(2)
}

function boundOf({ atLeast, below }: Bound): string {
  return atLeast === undefined ? (below === undefined ? '' : `≤ ${below}`) : `≥ ${atLeast}`
}

function number(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
