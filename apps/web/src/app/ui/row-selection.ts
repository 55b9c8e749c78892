import { computed, signal } from '@angular/core'

/** The rows that somebody has chosen, over pages; or all that the list finds, however many there are. */
export class RowSelection {
  private readonly chosen = signal<ReadonlySet<string>>(new Set())
  private readonly all = signal(false)
  readonly ids = computed(() => [...this.chosen()])
  readonly everything = this.all.asReadonly()
  readonly any = computed(() => this.all() || this.chosen().size > 0)

  has(id: string): boolean {
    return this.all() || this.chosen().has(id)
  }

  /** How many there are, when the list finds `total`. */
  count(total: number): number {
    return this.all() ? total : this.chosen().size
  }

  toggle(id: string) {
    this.choose([id], !this.has(id))
  }

  /** Chooses or leaves these rows. Who leaves one of everything goes on with the rows in sight. */
  choose(ids: readonly string[], on: boolean, inSight: readonly string[] = []) {
    const next = new Set(this.all() ? inSight : this.chosen())
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    this.all.set(false)
    this.chosen.set(next)
  }

  chooseEverything() {
    this.all.set(true)
  }

  clear() {
    this.all.set(false)
    this.chosen.set(new Set())
  }
}
