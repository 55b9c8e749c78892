import { effect, Injectable, signal } from '@angular/core'
import { readStored, writeStored } from '../../ui/stored'

/** Whether single letters are keys in this browser. */
@Injectable({ providedIn: 'root' })
export class Letters {
  readonly on = signal(readStored<boolean>('portolan.keys') ?? true)

  constructor() {
    effect(() => writeStored('portolan.keys', this.on()))
  }
}
