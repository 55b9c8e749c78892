import { ChangeDetectionStrategy, Component, inject, Injectable, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule } from '@angular/material/dialog'
import { MatRadioModule } from '@angular/material/radio'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'

export interface Conflict {
  readonly field: string
  /** What the field is called on screen. */
  readonly label: string
  readonly theirs: string
  readonly yours: string
}

/** The conflict of one field, if there is one: both changed it, and not to the same. */
export function conflictOf(
  field: string,
  label: string,
  texts: { readonly was: string; readonly theirs: string; readonly yours: string },
): Conflict[] {
  const { was, theirs, yours } = texts
  return was === theirs || theirs === yours ? [] : [{ field, label, theirs, yours }]
}

@Component({
  selector: 'ui-conflicts',
  imports: [MatButtonModule, MatDialogModule, MatRadioModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'conflict'">
      <h2 mat-dialog-title>{{ t('heading') }}</h2>
      <mat-dialog-content>
        <p>{{ t(conflicts.length ? 'text' : 'text_apart') }}</p>
        @for (conflict of conflicts; track conflict.field) {
          <fieldset>
            <legend>{{ conflict.label }}</legend>
            <mat-radio-group
              [attr.aria-label]="conflict.label"
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

/** Somebody else saved first: asks, field by field, whose edit stays. */
@Injectable({ providedIn: 'root' })
export class Conflicts {
  private readonly dialog = inject(MatDialog)

  /** The fields whose edit is given up for theirs; undefined when the reader wants to think about it. */
  async settle(conflicts: readonly Conflict[]): Promise<ReadonlySet<string> | undefined> {
    const dialog = this.dialog.open<ConflictDialog, readonly Conflict[], ReadonlySet<string> | null>(ConflictDialog, {
      data: conflicts,
      width: '560px',
      maxWidth: '96vw',
    })
    const kept = await firstValueFrom(dialog.afterClosed())
    if (!kept) return undefined
    return new Set(conflicts.map(({ field }) => field).filter((field) => !kept.has(field)))
  }
}
