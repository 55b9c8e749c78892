import { DOCUMENT, effect, inject, Injectable, signal } from '@angular/core'
import { readStored, writeStored } from './stored'

export const schemes = ['system', 'light', 'dark'] as const
export type Scheme = (typeof schemes)[number]
export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

interface StoredAppearance {
  scheme?: Scheme
  density?: Density
}

/** The reader's theme and density; public/start.js applies the stored ones before the first paint. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  private readonly root = inject(DOCUMENT).documentElement
  private readonly stored = readStored<StoredAppearance>('portolan.appearance') ?? {}
  readonly scheme = signal<Scheme>(this.stored.scheme ?? 'system')
  readonly density = signal<Density>(this.stored.density ?? 'comfortable')

  constructor() {
    effect(() => {
      const [scheme, density] = [this.scheme(), this.density()]
      if (scheme === 'system') delete this.root.dataset['scheme']
      else this.root.dataset['scheme'] = scheme
      this.root.dataset['density'] = density
      writeStored('portolan.appearance', { scheme, density })
    })
  }
}
