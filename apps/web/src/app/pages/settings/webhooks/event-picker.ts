import { ChangeDetectionStrategy, Component, computed, forwardRef, signal } from '@angular/core'
import { NG_VALUE_ACCESSOR, type ControlValueAccessor } from '@angular/forms'
import { MatCheckboxModule } from '@angular/material/checkbox'
import { TranslocoDirective } from '@jsverse/transloco'
import { coversEvent, eventWildcards, publicEventNames } from '@portolan/contracts'

const nouns = eventWildcards.filter((name) => name !== '*')

/** Events by their noun, singly or all of one, or simply all. */
@Component({
  selector: 'app-event-picker',
  imports: [MatCheckboxModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'webhooks'">
      <mat-checkbox [checked]="has('*')" [disabled]="disabled()" (change)="toggle('*')">{{
        t('all_events')
      }}</mat-checkbox>
      @if (!has('*')) {
        @for (noun of nouns; track noun) {
          <fieldset class="events">
            <legend>
              <mat-checkbox [checked]="has(noun)" [disabled]="disabled()" (change)="toggle(noun)">
                {{ t('all_of.' + noun.slice(0, -2)) }}
              </mat-checkbox>
            </legend>
            @for (name of namesOf(noun); track name) {
              <span class="event">
                <mat-checkbox [checked]="covered(name)" [disabled]="disabled() || has(noun)" (change)="toggle(name)"
                  ><code dir="ltr">{{ name }}</code></mat-checkbox
                >
                <span class="muted">{{ t('event.' + name.replace('.', '_')) }}</span>
              </span>
            }
          </fieldset>
        }
      }
    </ng-container>
  `,
  styleUrl: './webhooks.scss',
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }
  `,
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: forwardRef(() => EventPicker), multi: true }],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EventPicker implements ControlValueAccessor {
  protected readonly nouns = nouns
  protected readonly chosen = signal<readonly string[]>([])
  protected readonly disabled = signal(false)
  private readonly set = computed(() => new Set(this.chosen()))
  private changed: (chosen: string[]) => void = () => undefined
  private touched: () => void = () => undefined

  writeValue(chosen: readonly string[] | null): void {
    this.chosen.set(chosen ?? [])
  }

  registerOnChange(changed: (chosen: string[]) => void): void {
    this.changed = changed
  }

  registerOnTouched(touched: () => void): void {
    this.touched = touched
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled)
  }

  protected has(name: string): boolean {
    return this.set().has(name)
  }

  protected covered(name: string): boolean {
    return coversEvent(this.chosen(), name)
  }

  protected namesOf(noun: string): readonly string[] {
    return publicEventNames.filter((name) => coversEvent([noun], name))
  }

  /** A wildcard takes the place of what it covers. */
  protected toggle(name: string) {
    const others = this.chosen().filter((one) => one !== name)
    const next = this.has(name) ? others : [...others.filter((one) => !coversEvent([name], one) && one !== '*'), name]
    this.chosen.set(next)
    this.changed([...next])
    this.touched()
  }
}
