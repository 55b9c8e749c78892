import { ChangeDetectionStrategy, Component, input } from '@angular/core'
import { TranslocoDirective } from '@jsverse/transloco'
import { Copyable } from '../../../ui/copyable'

/** A signing secret, the one time that it is shown. */
@Component({
  selector: 'app-secret-once',
  imports: [TranslocoDirective, Copyable],
  template: `
    <section class="secret" role="status" *transloco="let t; prefix: 'webhooks'">
      <h2>{{ t('secret') }}</h2>
      <p>{{ t('secret_once') }}</p>
      <ui-copyable [text]="secret()" [label]="t('secret')" />
    </section>
  `,
  styleUrl: './webhooks.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecretOnce {
  readonly secret = input.required<string>()
}
