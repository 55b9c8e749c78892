import { ChangeDetectionStrategy, Component, inject } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import type { View } from '../../data/views.data'
import { FieldError } from '../../ui/field-error'

export interface ViewToName extends Pick<View, 'name' | 'shared'> {
  readonly mayShare: boolean
}

/** Names a view, and says who sees it. */
@Component({
  selector: 'app-view-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  template: `
    <form *transloco="let t; prefix: 'views'" [formGroup]="form" (ngSubmit)="save()" novalidate>
      <h2 mat-dialog-title>{{ view.name ? t('rename') : t('save') }}</h2>
      <mat-dialog-content>
        <mat-form-field>
          <mat-label>{{ t('name') }}</mat-label>
          <input matInput formControlName="name" maxlength="100" autocomplete="off" />
          <mat-error>{{ form.controls.name.errors | fieldError }}</mat-error>
        </mat-form-field>
        @if (view.mayShare) {
          <mat-checkbox formControlName="shared">{{ t('share') }}</mat-checkbox>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
        <button matButton="filled" type="submit">{{ t('save_name') }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: '../orders/dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ViewDialog {
  private readonly dialog = inject<MatDialogRef<ViewDialog, Pick<View, 'name' | 'shared'>>>(MatDialogRef)
  protected readonly view = inject<ViewToName>(MAT_DIALOG_DATA)
  protected readonly form = new FormGroup({
    name: new FormControl(this.view.name, { nonNullable: true, validators: Validators.required }),
    shared: new FormControl(this.view.shared, { nonNullable: true }),
  })

  protected save() {
    this.form.markAllAsTouched()
    if (this.form.valid) this.dialog.close(this.form.getRawValue())
  }
}
