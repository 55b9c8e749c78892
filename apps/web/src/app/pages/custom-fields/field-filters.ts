import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { MatMenuModule } from '@angular/material/menu'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { type CustomField, CustomFields, fieldLabel, type FieldOwner, fieldPrefix } from '../../data/custom-fields.data'
import { type Choice, FilterChip } from '../../ui/filter-chip'
import { Language } from '../../ui/language'
import type { ListUrl } from '../../ui/list-url'
import { ValueChip, type Wanted } from '../../ui/value-chip'

/** Filters of a list by the workspace's own fields; they show once somebody takes them up. */
@Component({
  selector: 'app-field-filters',
  imports: [MatButtonModule, MatIconModule, MatMenuModule, TranslocoDirective, FilterChip, ValueChip],
  template: `
    <ng-container *transloco="let t; prefix: 'custom_fields'">
      @for (field of shown(); track field.id) {
        @if (choices(field); as options) {
          <ui-filter-chip
            [label]="label(field)"
            [choices]="options"
            [selected]="url().values(name(field))"
            (selectedChange)="url().filter(name(field), $event)"
          />
        } @else {
          <ui-value-chip
            [label]="label(field)"
            [kind]="kind(field)"
            [wanted]="wanted(field)"
            (wantedChange)="want(field, $event)"
          />
        }
      }
      @if (hidden().length > 0) {
        <button matButton type="button" [matMenuTriggerFor]="more">
          <mat-icon svgIcon="add" />{{ t('add_filter') }}
        </button>
        <mat-menu #more="matMenu">
          @for (field of hidden(); track field.id) {
            <button mat-menu-item type="button" (click)="take(field)">{{ label(field) }}</button>
          }
        </mat-menu>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldFilters {
  private readonly customFields = inject(CustomFields)
  private readonly language = inject(Language)
  private readonly transloco = inject(TranslocoService)
  readonly owner = input.required<FieldOwner>()
  readonly url = input.required<ListUrl>()
  private readonly taken = signal<readonly string[]>([])
  protected readonly fields = computed(() => this.customFields.of(this.owner()).value() ?? [])
  protected readonly shown = computed(() => this.fields().filter((field) => this.isShown(field)))
  protected readonly hidden = computed(() => this.fields().filter((field) => !this.isShown(field)))

  protected name({ key }: CustomField): string {
    return fieldPrefix + key
  }

  protected label(field: CustomField): string {
    return fieldLabel(field, this.language.current())
  }

  protected choices({ type, options }: CustomField): Choice[] | null {
    if (type === 'select') return options.map((option) => ({ value: option, label: option }))
    if (type !== 'boolean') return null
    return ['true', 'false'].map((value) => ({
      value,
      label: this.transloco.translate(`custom_fields.${value === 'true' ? 'yes' : 'no'}`),
    }))
  }

  protected kind({ type }: CustomField): 'text' | 'number' | 'date' {
    return type === 'number' || type === 'date' ? type : 'text'
  }

  protected wanted(field: CustomField): Wanted {
    const text = (name: string) => this.url().values(name).join(',')
    const name = this.name(field)
    return { equal: text(name), from: text(`${name}[gte]`), to: text(`${name}[lte]`) }
  }

  protected want(field: CustomField, { equal, from, to }: Wanted) {
    const name = this.name(field)
    this.url().narrow({ [name]: equal || null, [`${name}[gte]`]: from || null, [`${name}[lte]`]: to || null })
  }

  protected take({ key }: CustomField) {
    this.taken.update((keys) => [...keys, key])
  }

  private isShown(field: CustomField): boolean {
    const { equal, from, to } = this.wanted(field)
    return this.taken().includes(field.key) || equal !== '' || from !== '' || to !== ''
  }
}
