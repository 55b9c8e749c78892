import { A11yModule } from '@angular/cdk/a11y'
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay'
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'

/** What a filter asks for: exactly a value, or a range of them. */
export interface Wanted {
  readonly equal: string
  readonly from: string
  readonly to: string
}

export const nothingWanted: Wanted = { equal: '', from: '', to: '' }

/** A filter by a value that is typed in: text as it is, numbers and days from and to. */
@Component({
  selector: 'ui-value-chip',
  imports: [A11yModule, CdkConnectedOverlay, CdkOverlayOrigin, MatButtonModule, MatIconModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t; prefix: 'filters'">
      <span class="chip" [class.on]="summary() !== ''" cdkOverlayOrigin #origin="cdkOverlayOrigin">
        <button
          type="button"
          class="main"
          [attr.aria-expanded]="open()"
          aria-haspopup="dialog"
          (click)="open.set(!open())"
        >
          <span>{{ label() }}</span>
          @if (summary(); as text) {
            <b>{{ text }}</b>
          }
          <mat-icon svgIcon="expand" />
        </button>
        @if (summary()) {
          <button
            type="button"
            class="off"
            [attr.aria-label]="t('remove', { filter: label() })"
            (click)="take('', '', '')"
          >
            <mat-icon svgIcon="close" />
          </button>
        }
      </span>
      <ng-template
        cdkConnectedOverlay
        [cdkConnectedOverlayOrigin]="origin"
        [cdkConnectedOverlayOpen]="open()"
        [cdkConnectedOverlayHasBackdrop]="true"
        cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
        (backdropClick)="open.set(false)"
        (detach)="open.set(false)"
      >
        <form
          class="panel"
          role="dialog"
          [attr.aria-label]="label()"
          cdkTrapFocus
          [cdkTrapFocusAutoCapture]="true"
          (submit)="apply($event)"
        >
          <label>
            {{ t('equal') }}
            <input name="equal" class="find" [type]="kind()" step="any" [value]="wanted().equal" />
          </label>
          @if (kind() !== 'text') {
            <label>
              {{ t('from') }}
              <input name="from" class="find" [type]="kind()" step="any" [value]="wanted().from" />
            </label>
            <label>
              {{ t('to') }}
              <input name="to" class="find" [type]="kind()" step="any" [value]="wanted().to" />
            </label>
          }
          <button matButton="tonal" type="submit">{{ t('apply') }}</button>
        </form>
      </ng-template>
    </ng-container>
  `,
  styleUrl: './filter-chip.scss',
  styles: `
    label {
      display: grid;
      gap: var(--space-1);
      font: var(--mat-sys-label-medium);
    }
    .panel .find {
      inline-size: 100%;
    }
    .panel [type='submit'] {
      justify-content: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ValueChip {
  readonly label = input.required<string>()
  readonly kind = input.required<'text' | 'number' | 'date'>()
  readonly wanted = input.required<Wanted>()
  readonly wantedChange = output<Wanted>()
  protected readonly open = signal(false)
  protected readonly summary = computed(() => {
    const { equal, from, to } = this.wanted()
    return [equal, from || to ? `${from}–${to}` : ''].filter(Boolean).join(' · ')
  })

  protected apply(event: Event) {
    event.preventDefault()
    const typed = new FormData(event.target as HTMLFormElement)
    const text = (name: string) => String((typed.get(name) as string | null) ?? '')
    this.take(text('equal'), text('from'), text('to'))
  }

  protected take(equal: string, from: string, to: string) {
    this.open.set(false)
    this.wantedChange.emit({ equal: equal.trim(), from, to })
  }
}
