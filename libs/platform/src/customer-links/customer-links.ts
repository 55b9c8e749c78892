// What names customers, told by the domains that own it, so that a merge reaches all of it and imports none of them.
// Terms: a row's *customer* is whom it belongs to now; the one it *names* is whom it was written for, and differs after
// a merge. A merge gives rows another customer and leaves the name; undoing it follows the names back. What came since
// for a merged person (her shop account orders again) bears her name too, and so goes where she goes.
import { Injectable } from '@nestjs/common'

export type MovedRows = Readonly<Record<string, number>>

export interface CustomerLink {
  /** Tables with a foreign key to customers that this link keeps right. */
  readonly tables: readonly string[]
  /** Gives the rows of `from` to `into`; answers how many, by table. Inside the merge's transaction, both locked. */
  repoint(from: string, into: string): Promise<MovedRows>
  /** Gives `back` what names one of `named` and belongs to `from` now. Inside the transaction that undoes the merge. */
  undo(from: string, back: string, named: readonly string[]): Promise<MovedRows>
}

@Injectable()
export class CustomerLinks {
  private readonly links: CustomerLink[] = []

  /** Call once, as the process starts. */
  register(link: CustomerLink): void {
    this.links.push(link)
  }

  get tables(): readonly string[] {
    return this.links.flatMap(({ tables }) => tables)
  }

  async repoint(from: string, into: string): Promise<MovedRows> {
    return this.each((link) => link.repoint(from, into))
  }

  async undo(from: string, back: string, named: readonly string[]): Promise<MovedRows> {
    return this.each((link) => link.undo(from, back, named))
  }

  /** One after the other: they share a transaction. */
  private async each(work: (link: CustomerLink) => Promise<MovedRows>): Promise<MovedRows> {
    const moved: Record<string, number> = {}
    for (const link of this.links) Object.assign(moved, await work(link))
    return moved
  }
}
