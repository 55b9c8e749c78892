// The same seed makes the same shop: everything about order 4711 follows from the seed and from 4711 alone, so nothing
// has to be kept in memory and nothing depends on what was asked for first.

export class Random {
  private state: number

  constructor(...seed: number[]) {
    this.state = seed.reduce((state, part) => mix(state ^ Math.imul(part + 1, 0x9e3779b1)), 0x2545f491)
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    return (mix(this.state) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(percent: number): boolean {
    return this.next() * 100 < percent
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('')
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return mixed ^ (mixed >>> 15)
}
