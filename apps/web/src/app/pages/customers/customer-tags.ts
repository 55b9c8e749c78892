import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core'
import { FormControl, ReactiveFormsModule } from '@angular/forms'
import { MatAutocompleteModule } from '@angular/material/autocomplete'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import type { Customer } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Tags } from '../../data/tags.data'
import { Notices } from '../../ui/notices'
import { TagChip } from '../../ui/tag-chip'

/** The tags of a customer; who may, puts on and takes off. Those without the right to define tags choose from the list. */
@Component({
  selector: 'app-customer-tags',
  imports: [ReactiveFormsModule, MatAutocompleteModule, MatButtonModule, MatIconModule, TranslocoDirective, TagChip],
  template: `
    <ng-container *transloco="let t; prefix: 'tags'">
      <ul class="row" [attr.aria-label]="t('heading')">
        @for (tag of customer().tags; track tag.id) {
          <li>
            <ui-tag [name]="tag.name" [colour]="tag.colour">
              @if (editable()) {
                <button
                  type="button"
                  [disabled]="busy()"
                  [attr.aria-label]="t('take', { name: tag.name })"
                  (click)="take(tag.id)"
                >
                  <mat-icon svgIcon="close" />
                </button>
              }
            </ui-tag>
          </li>
        } @empty {
          <li class="muted">{{ t('none') }}</li>
        }
      </ul>
      @if (editable()) {
        <form class="row" (ngSubmit)="put()">
          <input
            [formControl]="name"
            [matAutocomplete]="choices"
            [placeholder]="t('put_hint')"
            [attr.aria-label]="t('put_label')"
            maxlength="50"
            autocomplete="off"
            (focus)="asked.set(true)"
          />
          <mat-autocomplete #choices="matAutocomplete" (optionSelected)="put()">
            @for (choice of offered(); track choice.id) {
              <mat-option [value]="choice.name"><ui-tag [name]="choice.name" [colour]="choice.colour" /></mat-option>
            }
          </mat-autocomplete>
          <button matButton type="submit" [disabled]="busy()">{{ t('put') }}</button>
        </form>
      }
    </ng-container>
  `,
  styles: `
    ul {
      flex-wrap: wrap;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      max-inline-size: 100%;
    }
    form {
      margin-block-start: var(--space-3);
    }
    input {
      flex: 1;
      min-inline-size: 0;
      block-size: 36px;
      padding-inline: var(--space-3);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 8px;
      background: transparent;
      color: inherit;
      font: var(--mat-sys-body-medium);
    }
    ui-tag button {
      display: grid;
      place-items: center;
      inline-size: 24px;
      block-size: 24px;
      margin-inline-end: -8px;
      padding: 0;
      border: 0;
      border-radius: 50%;
      background: transparent;
      color: inherit;
      cursor: pointer;
    }
    ui-tag button mat-icon {
      inline-size: 14px;
      block-size: 14px;
    }
    ui-tag button:hover {
      background: color-mix(in srgb, currentColor 12%, transparent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerTags {
  private readonly tags = inject(Tags)
  private readonly session = inject(Session)
  private readonly notices = inject(Notices)
  readonly customer = input.required<Customer>()
  /** Something was put on or taken off. */
  readonly changed = output()

  protected readonly editable = computed(() => this.session.can('tags.use'))
  protected readonly busy = signal(false)
  protected readonly name = new FormControl('', { nonNullable: true })
  protected readonly asked = signal(false)
  private readonly list = loaded(
    () => this.asked() || undefined,
    () => this.tags.list({ per_page: '100' }),
  )
  protected readonly offered = computed(() => {
    const on = new Set((this.customer().tags ?? []).map(({ id }) => id))
    return (this.list.value()?.data ?? []).filter(({ id }) => !on.has(id))
  })

  protected async put() {
    const name = this.name.value.trim()
    if (!name) return
    await this.change(firstValueFrom(this.tags.put(this.customer().id, [name])))
    this.name.reset()
  }

  protected take(tag: string) {
    return this.change(firstValueFrom(this.tags.take(this.customer().id, tag), { defaultValue: undefined }))
  }

  private async change(work: Promise<unknown>) {
    if (this.busy()) return
    this.busy.set(true)
    try {
      await work
      this.changed.emit()
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }
}
