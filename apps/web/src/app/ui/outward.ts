import { DOCUMENT, inject, Injectable } from '@angular/core'

/** Leaves the console for another site. */
@Injectable({ providedIn: 'root' })
export class Outward {
  private readonly document = inject(DOCUMENT)

  goTo(address: string) {
    this.document.location.assign(address)
  }
}
