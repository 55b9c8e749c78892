import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core'
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective, TranslocoPipe } from '@jsverse/transloco'
import { tagsList } from '../../api/fn/tags/tags-list'
import { apiCalls } from '../../data/api-calls'
import { type BulkCommand, BulkJobs } from '../../data/bulk.data'
import { colleagueName, Colleagues } from '../../data/colleagues'
import { customerStatuses } from '../../data/customers.data'
import { Failure } from '../../data/failure'
import { loaded } from '../../data/loaded'
import { FieldError } from '../../ui/field-error'
import { showFieldMessages } from '../../ui/form-errors'
import { Formats } from '../../ui/formats'

export interface BulkChoice {
  readonly action: Exclude<BulkCommand['action'], 'undo'>
  readonly count: number
  readonly ids?: string[]
  readonly filter?: Record<string, string>
}

/** Asks what to do and says with how many; saying yes starts the job. */
@Component({
  selector: 'app-bulk-dialog',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    TranslocoDirective,
    TranslocoPipe,
    FieldError,
  ],
  templateUrl: './bulk-dialog.html',
  styleUrl: '../orders/dialog-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BulkDialog {
  private readonly api = apiCalls()
  private readonly jobs = inject(BulkJobs)
  private readonly colleagues = inject(Colleagues)
  private readonly dialog = inject<MatDialogRef<BulkDialog, boolean>>(MatDialogRef)
  protected readonly formats = inject(Formats)
  protected readonly choice = inject<BulkChoice>(MAT_DIALOG_DATA)
  protected readonly busy = signal(false)
  protected readonly messages = signal<string[]>([])
  protected readonly statuses = customerStatuses
  protected readonly form = new FormGroup({
    tags: new FormControl('', { nonNullable: true }),
    assigned_to: new FormControl('', { nonNullable: true }),
    status: new FormControl<(typeof customerStatuses)[number]>('active', { nonNullable: true }),
  })
  protected readonly tags = loaded(
    () => (this.choice.action === 'tag' || this.choice.action === 'untag' ? {} : undefined),
    () => this.api.data(tagsList, { per_page: 100 }),
  )
  protected readonly people = computed(() =>
    (this.colleagues.list.value() ?? [])
      .filter(({ status }) => status !== 'inactive')
      .map((person) => ({ id: person.id, name: colleagueName(person) })),
  )

  protected async start() {
    if (this.busy()) return
    this.busy.set(true)
    this.messages.set([])
    try {
      await this.jobs.start(this.command())
      this.dialog.close(true)
    } catch (error) {
      this.messages.set(showFieldMessages(this.form, Failure.from(error)))
    } finally {
      this.busy.set(false)
    }
  }

  private command(): BulkCommand {
    const { action, count, ids, filter } = this.choice
    const whole = { action, expected_count: count, ...(ids ? { ids } : { filter: filter ?? {} }) }
    const { tags, assigned_to, status } = this.form.getRawValue()
    switch (action) {
      case 'tag':
      case 'untag':
        return {
          ...whole,
          tags: [
            ...new Set(
              tags
                .split(',')
                .map((name) => name.trim())
                .filter(Boolean),
            ),
          ],
        }
      case 'assign':
        return { ...whole, assigned_to: assigned_to || null }
      case 'status':
        return { ...whole, status }
    }
  }
}
