import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { tagColours, Tags, type Tag } from '../../data/tags.data'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { TagChip } from '../../ui/tag-chip'

/** Makes a tag, or changes its name and colour. Closes with true when something was saved. */
@Component({
  selector: 'app-tag-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
    TagChip,
  ],
  template: `
    <form *transloco="let t; prefix: 'tags'" [formGroup]="form" (ngSubmit)="save()" novalidate>
      <h2 mat-dialog-title>{{ tag ? t('edit_heading') : t('new_heading') }}</h2>
      <mat-dialog-content>
        @for (message of messages(); track message) {
          <p class="problem" role="alert">{{ message }}</p>
        }
        <mat-form-field>
          <mat-label>{{ t('column.name') }}</mat-label>
          <input matInput formControlName="name" maxlength="50" autocomplete="off" />
          <mat-error>{{ form.controls.name.errors | fieldError }}</mat-error>
        </mat-form-field>
        <fieldset>
          <legend>{{ t('colour') }}</legend>
          @for (colour of colours; track colour) {
            <button
              type="button"
              class="swatch"
              [style.background]="colour"
              [attr.aria-label]="colour"
              [attr.aria-pressed]="form.controls.colour.value === colour"
              (click)="paint(colour)"
            ></button>
          }
          <label class="own">
            <span>{{ t('own_colour') }}</span>
            <input type="color" formControlName="colour" />
          </label>
        </fieldset>
        <p class="muted preview">
          {{ t('preview') }}
          <ui-tag [name]="form.controls.name.value.trim() || t('column.name')" [colour]="form.controls.colour.value" />
        </p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ t('cancel') }}</button>
        <button matButton="filled" type="submit" [disabled]="busy()">{{ t('save') }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './tag-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TagDialog {
  private readonly tags = inject(Tags)
  private readonly dialog = inject<MatDialogRef<TagDialog, boolean>>(MatDialogRef)
  protected readonly tag = inject<Tag | null>(MAT_DIALOG_DATA)
  protected readonly colours = tagColours
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly form = new FormGroup({
    name: new FormControl(this.tag?.name ?? '', { nonNullable: true, validators: Validators.required }),
    colour: new FormControl(this.tag?.colour ?? tagColours[0], { nonNullable: true }),
  })

  protected paint(colour: string) {
    this.form.controls.colour.setValue(colour)
  }

  protected async save() {
    this.form.markAllAsTouched()
    if (this.form.invalid || this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      const body = this.form.getRawValue()
      await firstValueFrom(this.tag ? this.tags.change(this.tag, body) : this.tags.create(body))
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }
}
