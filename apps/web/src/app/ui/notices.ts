import { inject, Injectable } from '@angular/core'
import { MatSnackBar } from '@angular/material/snack-bar'
import { TranslocoService } from '@jsverse/transloco'
import { Failure } from '../data/failure'

/** Short messages at the foot of the page; read out, and long enough on screen to act on. */
@Injectable({ providedIn: 'root' })
export class Notices {
  private readonly snackBar = inject(MatSnackBar)
  private readonly transloco = inject(TranslocoService)

  tell(message: string) {
    this.snackBar.open(message, this.transloco.translate('common.dismiss'), { duration: 6000 })
  }

  offerUndo(message: string, undo: () => void) {
    const bar = this.snackBar.open(message, this.transloco.translate('common.undo'), { duration: 12_000 })
    bar.onAction().subscribe(undo)
  }

  failed(error: unknown) {
    const { message, requestId } = Failure.from(error)
    const text = message || this.transloco.translate('errors.unreachable_text')
    const reference = requestId ? ` (${this.transloco.translate('errors.request_id')} ${requestId})` : ''
    this.snackBar.open(text + reference, this.transloco.translate('common.dismiss'), { politeness: 'assertive' })
  }
}
