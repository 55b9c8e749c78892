import { inject, Injectable, signal } from '@angular/core'
import { Session } from '../data/session'
import { readStored, writeStored } from './stored'

/** The columns that each reader of this browser wants a list to show; a view or an address that names its own goes first. */
@Injectable({ providedIn: 'root' })
export class ColumnChoices {
  private readonly session = inject(Session)
  private readonly chosen = signal(readStored<Record<string, readonly string[]>>('portolan.columns') ?? {})

  of(list: string): readonly string[] {
    return this.chosen()[this.key(list)] ?? []
  }

  choose(list: string, columns: readonly string[]) {
    this.chosen.update((all) => ({ ...all, [this.key(list)]: columns }))
    writeStored('portolan.columns', this.chosen())
  }

  private key(list: string): string {
    return `${this.session.user()?.id} ${list}`
  }
}
