import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Session } from '../../../data/session'
import { Shops, type ShopEvent } from '../../../data/shops.data'
import { DateTime } from '../../../ui/date-time'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'
import { StatusChip } from '../../../ui/status-chip'

/** One event of a shop: what was sent, what it did, and what was wrong with it. */
@Component({
  selector: 'app-shop-event',
  imports: [MatButtonModule, MatIconModule, RouterLink, TranslocoDirective, DateTime, ErrorState, Skeleton, StatusChip],
  templateUrl: './shop-event.html',
  styleUrl: '../webhooks/webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopEventPage {
  private readonly shops = inject(Shops)
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  protected readonly session = inject(Session)
  readonly id = input.required<string>()
  readonly event_id = input.required<string>()
  protected readonly event = loaded(this.event_id, (id) => this.shops.event(id))
  protected readonly busy = signal(false)

  protected readonly readable = readable

  protected headers({ delivery }: ShopEvent): string {
    const lines = Object.entries(delivery?.headers ?? {}).map(([name, value]) => `${name}: ${String(value)}`)
    return lines.join('\n')
  }

  protected async replay({ id }: ShopEvent) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      this.event.put(await firstValueFrom(this.shops.replay(id)))
      this.notices.tell(this.transloco.translate('shops.replayed'))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}

/** JSON with lines of its own; anything else as it came. Numbers stay as they were written. */
export function readable(body: string): string {
  let depth = 0
  const indent = () => `\n${'  '.repeat(depth)}`
  if (!/^\s*[{[]/.test(body)) return body
  return body.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]|\s+/g, (token) => {
    if (/^\s+$/.test(token)) return ''
    if (token === '{' || token === '[') {
      depth++
      return token + indent()
    }
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      return indent() + token
    }
    if (token === ',') return token + indent()
    return token === ':' ? ': ' : token
  })
}
