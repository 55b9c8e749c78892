import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog'
import { MatRadioModule } from '@angular/material/radio'
import { TranslocoDirective } from '@jsverse/transloco'

export interface Conflict {
  readonly field: string
  readonly theirs: string
  readonly yours: string
}

/** Somebody else saved first: shows what both made of each field, and closes with the fields to keep as typed here. */
@Component({
  selector: 'app-conflict-dialog',
  imports: [MatButtonModule, MatDialogModule, MatRadioModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'conflict'">
      <h2 mat-dialog-title>{{ t('heading') }}</h2>
      <mat-dialog-content>
        <p>{{ t(conflicts.length ? 'text' : 'text_apart') }}</p>
        @for (conflict of conflicts; track conflict.field) {
          <fieldset>
            <legend>{{ t('field.' + conflict.field) }}</legend>
            <mat-radio-group
              [attr.aria-label]="t('field.' + conflict.field)"
              [value]="kept().has(conflict.field) ? 'yours' : 'theirs'"
              (change)="choose(conflict.field, $event.value)"
            >
              <mat-radio-button value="theirs">
                {{ t('theirs') }} <bdi>{{ conflict.theirs || t('empty') }}</bdi>
              </mat-radio-button>
              <mat-radio-button value="yours">
                {{ t('yours') }} <bdi>{{ conflict.yours || t('empty') }}</bdi>
              </mat-radio-button>
            </mat-radio-group>
          </fieldset>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="null">{{ t('cancel') }}</button>
        <button matButton="filled" type="button" [mat-dialog-close]="kept()">{{ t('apply') }}</button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: `
    fieldset {
      min-inline-size: 0;
      margin: 0 0 var(--space-3);
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
    }
    mat-radio-group {
      display: grid;
    }
    bdi {
      font-weight: 600;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConflictDialog {
  protected readonly conflicts = inject<readonly Conflict[]>(MAT_DIALOG_DATA)
  protected readonly kept = signal<ReadonlySet<string>>(new Set(this.conflicts.map(({ field }) => field)))

  protected choose(field: string, whose: unknown) {
    const kept = new Set(this.kept())
    if (whose === 'yours') kept.add(field)
    else kept.delete(field)
    this.kept.set(kept)
  }
}
