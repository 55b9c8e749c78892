import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import { TranslocoPipe } from '@jsverse/transloco'

type Tone = 'good' | 'warning' | 'bad' | 'calm' | 'neutral'

// One tone per word, whichever resource carries it.
const tones: Record<string, Tone> = {
  active: 'good',
  vip: 'calm',
  blocked: 'bad',
  inactive: 'neutral',
  deleted: 'bad',
  pending: 'warning',
  processing: 'calm',
  shipped: 'calm',
  delivered: 'good',
  cancelled: 'neutral',
  refunded: 'bad',
  paid: 'good',
  authorized: 'calm',
  partially_paid: 'warning',
  partially_refunded: 'warning',
  failed: 'bad',
  voided: 'neutral',
  requested: 'warning',
  approved: 'calm',
  received: 'calm',
  rejected: 'neutral',
  draft: 'warning',
  queued: 'neutral',
  running: 'calm',
  completed: 'good',
  undone: 'neutral',
  waiting: 'neutral',
  done: 'good',
  dead: 'bad',
  withdrawn: 'neutral',
  unknown: 'warning',
  sent: 'good',
  sending: 'calm',
  expired: 'neutral',
  paused: 'warning',
  disabled: 'bad',
  failing: 'warning',
  succeeded: 'good',
  interrupted: 'warning',
  connecting: 'calm',
  error: 'bad',
  disconnected: 'neutral',
  processed: 'good',
  ignored: 'neutral',
  due: 'warning',
  open: 'warning',
  healed: 'good',
  archived: 'neutral',
}

@Component({
  selector: 'ui-status',
  imports: [TranslocoPipe],
  template: `{{ 'status.' + value() | transloco }}`,
  host: { '[attr.data-tone]': 'tone()' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      padding: 2px 10px 2px 8px;
      border-radius: 999px;
      font: var(--mat-sys-label-medium);
      white-space: nowrap;
      background: var(--neutral-container);
      color: var(--mat-sys-on-surface-variant);
    }
    :host::before {
      content: '';
      inline-size: 7px;
      block-size: 7px;
      border-radius: 50%;
      background: currentColor;
    }
    :host([data-tone='good']) {
      background: var(--good-container);
      color: var(--good);
    }
    :host([data-tone='warning']) {
      background: var(--warning-container);
      color: var(--warning);
    }
    :host([data-tone='bad']) {
      background: var(--bad-container);
      color: var(--bad);
    }
    :host([data-tone='calm']) {
      background: var(--calm-container);
      color: var(--calm);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StatusChip {
  readonly value = input.required<string>()
  protected readonly tone = computed(() => tones[this.value()] ?? 'neutral')
}
