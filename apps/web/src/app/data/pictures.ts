import { HttpClient } from '@angular/common/http'
import { inject, Injectable, type Signal, signal, untracked } from '@angular/core'

/** Pictures that the API shows to members only: an img element carries no token, so they are fetched here, once each. */
@Injectable({ providedIn: 'root' })
export class Pictures {
  private readonly http = inject(HttpClient)
  private readonly known = new Map<string, Signal<string | undefined>>()

  /** What an img element can show; undefined while there is nothing, and for pictures of other servers. */
  at(address: string | null): Signal<string | undefined> {
    const found = this.known.get(address ?? '')
    if (found) return found
    const picture = untracked(() => signal<string | undefined>(undefined))
    this.known.set(address ?? '', picture)
    if (address?.startsWith('/api/')) {
      this.http.get(address, { responseType: 'blob' }).subscribe({
        next: (blob) => picture.set(URL.createObjectURL(blob)),
        // The next reader tries again; until then initials stand in.
        error: () => this.known.delete(address),
      })
    }
    return picture
  }
}
