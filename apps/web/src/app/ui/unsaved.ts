import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core'
import type { CanDeactivateFn } from '@angular/router'
import { TranslocoService } from '@jsverse/transloco'
import { Confirm } from './confirm'

/** Input that would be lost with its page. */
@Injectable({ providedIn: 'root' })
export class Unsaved {
  private readonly holders = new Set<() => boolean>()

  constructor() {
    const { defaultView } = inject(DOCUMENT)
    defaultView?.addEventListener('beforeunload', (event) => {
      if (this.any()) event.preventDefault()
    })
  }

  any(): boolean {
    return [...this.holders].some((holds) => holds())
  }

  hold(holds: () => boolean): () => void {
    this.holders.add(holds)
    return () => this.holders.delete(holds)
  }

  giveUp() {
    this.holders.clear()
  }
}

/** Tells as long as the caller lives whether it holds input that is not saved. */
export function holdInput(holds: () => boolean) {
  inject(DestroyRef).onDestroy(inject(Unsaved).hold(holds))
}

/** Asks before a page is left with input that is not saved. */
export const keepsInput: CanDeactivateFn<unknown> = () => {
  const [unsaved, transloco] = [inject(Unsaved), inject(TranslocoService)]
  if (!unsaved.any()) return true
  const t = (key: string) => transloco.translate(`unsaved.${key}`)
  return inject(Confirm).ask({ heading: t('heading'), text: t('text'), action: t('leave'), danger: true })
}
