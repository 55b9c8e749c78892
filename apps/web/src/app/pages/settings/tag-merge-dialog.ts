import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { Tags, type Tag } from '../../data/tags.data'
import { FieldError } from '../../ui/field-error'
import { Formats } from '../../ui/formats'

/** Gives everybody who has a tag another one in its place. Closes with the tag that stays. */
@Component({
  selector: 'app-tag-merge-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  template: `
    <form *transloco="let t; prefix: 'tags'" (ngSubmit)="save()" novalidate>
      <h2 mat-dialog-title>{{ t('merge_heading', { name: tag.name }) }}</h2>
      <mat-dialog-content>
        @if (problem(); as message) {
          <p class="problem" role="alert">{{ message }}</p>
        }
        <p>{{ formats.counted('tags.merge_text', tag.customers) }}</p>
        <mat-form-field>
          <mat-label>{{ t('merge_into') }}</mat-label>
          <select matNativeControl [formControl]="into">
            <option value=""></option>
            @for (other of others(); track other.id) {
              <option [value]="other.id">{{ other.name }} ({{ formats.number(other.customers) }})</option>
            }
          </select>
          <mat-error>{{ into.errors | fieldError }}</mat-error>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
        <button matButton="filled" type="submit" [disabled]="busy()">{{ t('merge') }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styleUrl: './tag-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TagMergeDialog {
  private readonly tags = inject(Tags)
  private readonly dialog = inject<MatDialogRef<TagMergeDialog, Tag>>(MatDialogRef)
  protected readonly formats = inject(Formats)
  protected readonly tag = inject<Tag>(MAT_DIALOG_DATA)
  protected readonly busy = signal(false)
  protected readonly problem = signal('')
  protected readonly into = new FormControl('', { nonNullable: true, validators: Validators.required })
  private readonly list = loaded(
    () => this.tag.id,
    () => this.tags.list({ per_page: '100' }),
  )
  protected readonly others = computed(() => (this.list.value()?.data ?? []).filter(({ id }) => id !== this.tag.id))

  protected async save() {
    this.into.markAsTouched()
    if (this.into.invalid || this.busy()) return
    this.busy.set(true)
    try {
      this.dialog.close(await firstValueFrom(this.tags.merge(this.tag, this.into.value)))
    } catch (error) {
      this.problem.set(Failure.from(error).message)
    } finally {
      this.busy.set(false)
    }
  }
}
