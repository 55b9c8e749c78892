import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { TranslocoService } from '@jsverse/transloco'
import type { Subscription } from '../../../data/webhooks.data'
import { Formats } from '../../../ui/formats'
import { Language } from '../../../ui/language'
import { StatusChip } from '../../../ui/status-chip'

/** Whether events go out, and if not, why. */
@Component({
  selector: 'app-webhook-status',
  imports: [StatusChip],
  template: `
    <ui-status [value]="state()" />
    @if (why(); as reason) {
      <span class="why">{{ reason }}</span>
    }
  `,
  styles: `
    :host {
      display: inline-grid;
      justify-items: start;
      gap: 2px;
    }
    @media (max-width: 600px) {
      :host {
        justify-items: end;
      }
    }
    .why {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookStatus {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  private readonly formats = inject(Formats)
  readonly subscription = input.required<Subscription>()

  protected readonly state = computed(() => {
    const { status, failures } = this.subscription()
    return status === 'active' && failures > 0 ? 'failing' : status
  })

  protected readonly why = computed(() => {
    this.language.current()
    const { status, disabled_reason, paused_until, failures, last_error } = this.subscription()
    const say = (key: string, params = {}) => this.transloco.translate(`webhooks.why.${key}`, params)
    if (status === 'paused') return say('paused')
    if (status === 'disabled') return disabled_reason ? say(disabled_reason) : ''
    if (paused_until) return say('resting', { time: this.formats.dateTime(paused_until, { timeStyle: 'medium' }) })
    return failures > 0 ? (last_error ?? '') : ''
  })
}
