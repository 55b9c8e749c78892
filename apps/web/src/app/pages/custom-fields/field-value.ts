import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import type { CustomField } from '../../data/custom-fields.data'
import { Formats } from '../../ui/formats'

/** A value of a custom field as people read it; what is not of the field's type is shown as it stands. */
@Component({
  selector: 'app-field-value',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'custom_fields'">
      @if (value() === undefined || value() === null) {
        <span class="muted">–</span>
      } @else if (address(); as link) {
        <a class="raised" [href]="link" target="_blank" rel="noopener noreferrer nofollow"
          ><bdi>{{ link }}</bdi></a
        >
      } @else if (flag(); as word) {
        {{ t(word) }}
      } @else {
        <bdi>{{ text() }}</bdi>
      }
    </ng-container>
  `,
  styles: `
    .raised {
      position: relative;
      z-index: 1;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldValue {
  private readonly formats = inject(Formats)
  readonly type = input.required<CustomField['type'] | null>()
  readonly value = input.required<unknown>()
  protected readonly address = computed(() => {
    const value = this.value()
    return this.type() === 'url' && typeof value === 'string' && /^https?:\/\//i.test(value) ? value : null
  })
  protected readonly flag = computed(() => {
    const value = this.value()
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : null
  })
  protected readonly text = computed(() => {
    const value = this.value()
    if (typeof value === 'number') return this.formats.number(value)
    if (typeof value !== 'string') return JSON.stringify(value)
    return this.type() === 'date' && /^\d{4}-\d\d-\d\d$/.test(value) ? this.formats.day(value) : value
  })
}
