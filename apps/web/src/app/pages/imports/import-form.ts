import { ChangeDetectionStrategy, Component, computed, DOCUMENT, inject, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { Router } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { Failure } from '../../data/failure'
import { type ImportRun, Imports } from '../../data/imports.data'
import { Copyable } from '../../ui/copyable'
import { saveFile } from '../../ui/csv-file'
import { Formats } from '../../ui/formats'
import { PageHeader } from '../../ui/page-header'
import { sampleOf } from './import-fields'

/** Chooses a file; what is in it is looked at on the next page. */
@Component({
  selector: 'app-import-form',
  imports: [MatButtonModule, MatIconModule, MatProgressBarModule, TranslocoDirective, Copyable, PageHeader],
  templateUrl: './import-form.html',
  styleUrl: './import-form.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ImportFormPage {
  private readonly imports = inject(Imports)
  private readonly router = inject(Router)
  private readonly formats = inject(Formats)
  private readonly document = inject(DOCUMENT)
  protected readonly kinds: readonly ImportRun['kind'][] = ['customers', 'orders']
  protected readonly kind = signal<ImportRun['kind']>('customers')
  protected readonly file = signal<File | undefined>(undefined)
  protected readonly fileMissing = signal(false)
  protected readonly over = signal(false)
  protected readonly busy = signal(false)
  protected readonly failure = signal<Failure | undefined>(undefined)
  protected readonly size = computed(() => this.formats.number(Math.ceil((this.file()?.size ?? 0) / 1024)))
  protected readonly messages = computed(() => Object.values(this.failure()?.details ?? {}).flat())

  protected take(files: FileList | null | undefined) {
    const file = files?.item(0)
    if (!file) return
    this.file.set(file)
    this.fileMissing.set(false)
  }

  protected drop(event: DragEvent) {
    event.preventDefault()
    this.over.set(false)
    this.take(event.dataTransfer?.files)
  }

  protected sample() {
    saveFile(this.document, `${this.kind()}-sample.csv`, sampleOf(this.kind()))
  }

  protected async start() {
    const file = this.file()
    this.fileMissing.set(!file)
    if (!file || this.busy()) return
    this.busy.set(true)
    this.failure.set(undefined)
    try {
      const run = await firstValueFrom(this.imports.make(this.kind(), file))
      await this.router.navigate(['/imports', run.id])
    } catch (error) {
      this.failure.set(Failure.from(error))
    } finally {
      this.busy.set(false)
    }
  }
}
