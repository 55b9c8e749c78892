import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import type { Failure } from '../data/failure'
import { Copyable } from './copyable'
import type { IconName } from './icons'

/** Nothing here (yet, or for these filters): says so and offers the next step, which is projected. */
@Component({
  selector: 'ui-empty',
  imports: [MatIconModule],
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    @if (whole()) {
      <h1>{{ heading() }}</h1>
    } @else {
      <h2>{{ heading() }}</h2>
    }
    @if (text()) {
      <p class="muted">{{ text() }}</p>
    }
    <div class="row"><ng-content /></div>
  `,
  styleUrl: './state-view.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EmptyState {
  readonly icon = input<IconName>('compass')
  readonly heading = input.required<string>()
  /** Whether it is the whole page, whose heading it then is. */
  readonly whole = input(false)
  readonly text = input<string>()
}

/** What went wrong in plain words, a way to try again, and the request id that support asks for. */
@Component({
  selector: 'ui-error',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective, Copyable],
  template: `
    <ng-container *transloco="let t; prefix: 'errors'">
      <mat-icon svgIcon="error" aria-hidden="true" />
      <h2>{{ t(headingKey()) }}</h2>
      <p>{{ failure().message || t('unreachable_text') }}</p>
      @for (field of fields(); track field) {
        <p class="muted">
          <bdi>{{ field }}</bdi>
        </p>
      }
      @if (failure().requestId; as id) {
        <p class="muted request">{{ t('request_id') }} <ui-copyable [text]="id" [label]="t('request_id')" /></p>
      }
      @if (failure().status !== 404 && failure().status !== 403) {
        <button matButton="tonal" type="button" (click)="retry.emit()">{{ t('retry') }}</button>
      }
    </ng-container>
  `,
  host: { role: 'alert' },
  styleUrl: './state-view.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErrorState {
  readonly failure = input.required<Failure>()
  readonly retry = output()
  protected readonly fields = computed(() =>
    Object.entries(this.failure().details).map(([field, messages]) => `${field} ${messages.join(', ')}`),
  )

  protected headingKey(): string {
    switch (this.failure().status) {
      case 0:
        return 'unreachable'
      case 403:
        return 'forbidden'
      case 404:
        return 'missing'
      default:
        return 'failed'
    }
  }
}
