import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core'
import { type FormArray, ReactiveFormsModule } from '@angular/forms'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatIconModule } from '@angular/material/icon'
import { MatInputModule } from '@angular/material/input'
import { TranslocoDirective } from '@jsverse/transloco'
import { FieldError } from '../../ui/field-error'
import { Formats } from '../../ui/formats'
import { type LineForm, lineForm, type Totals } from './order-form.model'

/** The lines of an order to add, change and remove; adjustments may be negative. */
@Component({
  selector: 'app-order-lines',
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    TranslocoDirective,
    FieldError,
  ],
  templateUrl: './order-lines.html',
  styles: `
    .line {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1.4fr) minmax(4.5rem, auto) 40px;
      gap: var(--space-2) var(--space-3);
      align-items: start;
    }
    .line:not(:last-of-type) {
      margin-block-end: var(--space-3);
    }
    .total {
      padding-block-start: 18px;
      text-align: end;
      font-variant-numeric: tabular-nums;
    }
    @media (max-width: 900px) {
      .line {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        padding-block-end: var(--space-2);
        border-block-end: 1px solid var(--mat-sys-outline-variant);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .total {
        padding-block-start: 8px;
        text-align: start;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OrderLines {
  protected readonly formats = inject(Formats)
  readonly lines = input.required<FormArray<LineForm>>()
  readonly currency = input.required<string>()
  readonly totals = input.required<Totals | null>()

  protected add(kind: 'sale' | 'adjustment') {
    this.lines().push(lineForm({ kind }))
    this.lines().markAsDirty()
  }

  protected remove(index: number) {
    this.lines().removeAt(index)
    this.lines().markAsDirty()
  }

  protected total(index: number): string {
    const amount = this.totals()?.lines[index]
    return amount ? this.formats.money(amount, this.currency()) : '–'
  }
}
