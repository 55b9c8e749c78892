import { ChangeDetectionStrategy, Component, inject, Injectable } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule } from '@angular/material/dialog'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'

export interface Question {
  heading: string
  text: string
  action: string
  danger?: true
}

@Component({
  selector: 'ui-confirm',
  imports: [MatDialogModule, MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'common'">
      <h2 mat-dialog-title>{{ question.heading }}</h2>
      <mat-dialog-content>{{ question.text }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('cancel') }}</button>
        <button matButton="filled" type="button" [class.danger]="question.danger" [mat-dialog-close]="true">
          {{ question.action }}
        </button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: `
    .danger {
      --mat-button-filled-container-color: var(--bad);
      --mat-button-filled-label-text-color: var(--mat-sys-surface-container-lowest);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA)
}

/** Asks before what cannot be taken back with one click. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  private readonly dialog = inject(MatDialog)

  async ask(question: Question): Promise<boolean> {
    const dialog = this.dialog.open(ConfirmDialog, { data: question, maxWidth: 'min(480px, 92vw)' })
    return (await firstValueFrom(dialog.afterClosed())) === true
  }
}
