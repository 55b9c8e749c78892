import { Injectable, signal } from '@angular/core'
import { readStored, writeStored } from './stored'

export const narrowest = 64
export const widest = 640

/** How wide the readers of this browser have drawn the columns of a list, in pixels; a column that nobody drew fits itself. */
@Injectable({ providedIn: 'root' })
export class ColumnWidths {
  private readonly drawn = signal(readStored<Record<string, Record<string, number>>>('portolan.widths') ?? {})

  of(list: string): Readonly<Record<string, number>> {
    return this.drawn()[list] ?? {}
  }

  draw(list: string, column: string, width: number) {
    const kept = Math.round(Math.min(widest, Math.max(narrowest, width)))
    this.keep(list, { ...this.of(list), [column]: kept })
  }

  forget(list: string) {
    this.keep(list, {})
  }

  private keep(list: string, widths: Record<string, number>) {
    this.drawn.update((all) => ({ ...all, [list]: widths }))
    writeStored('portolan.widths', this.drawn())
  }
}
