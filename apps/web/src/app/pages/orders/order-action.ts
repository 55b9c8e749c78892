import type { ComponentType } from '@angular/cdk/portal'
import { inject, signal, type Signal } from '@angular/core'
import { MatDialog } from '@angular/material/dialog'
import { TranslocoService } from '@jsverse/transloco'
import { firstValueFrom, type Observable } from 'rxjs'
import { Confirm } from '../../ui/confirm'
import { Notices } from '../../ui/notices'

interface Asked {
  /** A key of the words with `heading`, `text` and `action` below it. */
  readonly question?: string
  readonly params?: Record<string, string>
}

export interface OrderActions {
  readonly busy: Signal<boolean>
  /** Does it, after a question where there is one; says why not when it is refused. The order is read again either way. */
  run(work: () => Observable<unknown>, done: string, asked?: Asked): Promise<void>
  /** Opens a dialog that closes with whether it has changed the order. */
  open<Data>(dialog: ComponentType<unknown>, data: Data): Promise<void>
}

/** What the parts of an order's page do alike. */
export function orderActions(changed: () => void): OrderActions {
  const [confirm, dialogs] = [inject(Confirm), inject(MatDialog)]
  const [notices, transloco] = [inject(Notices), inject(TranslocoService)]
  const busy = signal(false)
  const ask = (key: string, params: Record<string, string> = {}) => {
    const words = (part: string) => transloco.translate(`${key}.${part}`, params)
    return confirm.ask({ heading: words('heading'), text: words('text'), action: words('action'), danger: true })
  }
  return {
    busy: busy.asReadonly(),
    async run(work, done, { question, params } = {}) {
      if (busy() || (question && !(await ask(question, params)))) return
      busy.set(true)
      try {
        await firstValueFrom(work(), { defaultValue: null })
        notices.tell(transloco.translate(done, params))
      } catch (error) {
        notices.failed(error)
      } finally {
        busy.set(false)
        changed()
      }
    },
    async open(dialog, data) {
      const opened = dialogs.open(dialog, { data, width: '560px', maxWidth: '96vw' })
      if (await firstValueFrom(opened.afterClosed())) changed()
    },
  }
}
