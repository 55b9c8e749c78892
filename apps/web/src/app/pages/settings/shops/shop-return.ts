import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core'
import { takeUntilDestroyed } from '@angular/core/rxjs-interop'
import { MatButtonModule } from '@angular/material/button'
import { Router, RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { interval } from 'rxjs'
import { loaded } from '../../../data/loaded'
import { Shops } from '../../../data/shops.data'
import { Notices } from '../../../ui/notices'
import { Skeleton } from '../../../ui/skeleton'
import { ErrorState } from '../../../ui/state-view'

const askEveryMs = 2000

/** The way back from a shop that was asked to hand over its keys. */
@Component({
  selector: 'app-shop-return',
  imports: [MatButtonModule, RouterLink, TranslocoDirective, ErrorState, Skeleton],
  template: `
    <section class="sheet stack" *transloco="let t; prefix: 'shops'">
      @if (success() === '0') {
        <h2>{{ t('return.refused') }}</h2>
        <p>{{ t('return.refused_text') }}</p>
      } @else if (handover.failure(); as failure) {
        <ui-error [failure]="failure" (retry)="handover.reload()" />
      } @else if (handover.value()?.status === 'expired') {
        <h2>{{ t('return.expired') }}</h2>
        <p>{{ t('return.expired_text') }}</p>
      } @else {
        <h2 role="status">{{ t('return.waiting') }}</h2>
        <ui-skeleton [lines]="4" />
      }
      <div class="row">
        <a matButton="tonal" routerLink="/settings/shops/new">{{ t('return.again') }}</a>
        <a matButton routerLink="/settings/shops">{{ t('heading') }}</a>
      </div>
    </section>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopReturn {
  private readonly shops = inject(Shops)
  private readonly router = inject(Router)
  private readonly notices = inject(Notices)
  private readonly transloco = inject(TranslocoService)
  readonly handover_id = input.required<string>()
  /** As the shop says it: 1, or 0 when its owner did not agree. */
  readonly success = input<string>()
  protected readonly handover = loaded(
    () => (this.success() === '0' ? undefined : this.handover_id()),
    (id) => this.shops.handover(id),
  )

  constructor() {
    effect(() => {
      const { status, integration_id } = this.handover.value() ?? {}
      if (status === 'connected' && integration_id) untracked(() => void this.goOn(integration_id))
    })
    interval(askEveryMs)
      .pipe(takeUntilDestroyed())
      .subscribe(() => {
        if (this.handover.value()?.status === 'waiting') this.handover.reload()
      })
  }

  private async goOn(id: string) {
    this.notices.tell(this.transloco.translate('shops.made'))
    await this.router.navigate(['/settings/shops', id], { replaceUrl: true })
  }
}
