import { Injectable, type OnDestroy } from '@angular/core'
import { Subject } from 'rxjs'

export interface AccessToken {
  token: string
  expiresAt: number
}

type Message = { renewed: AccessToken } | 'signed-out'

/** How the tabs of one browser agree about their shared session. */
@Injectable({ providedIn: 'root' })
export class SessionChannel implements OnDestroy {
  private readonly channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('portolan.session') : undefined
  readonly renewed = new Subject<AccessToken>()
  readonly signedOut = new Subject<void>()

  constructor() {
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data === 'signed-out') this.signedOut.next()
      else this.renewed.next(data.renewed)
    })
  }

  /** Runs `work` while no other tab runs its own: two refreshes with one cookie would count as a stolen token. */
  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    if (!('locks' in navigator)) return work()
    const done = await navigator.locks.request('portolan.session', work)
    return done
  }

  tellRenewed(access: AccessToken) {
    this.channel?.postMessage({ renewed: access } satisfies Message)
  }

  tellSignedOut() {
    this.channel?.postMessage('signed-out' satisfies Message)
  }

  ngOnDestroy() {
    this.channel?.close()
  }
}
