import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import type { Loaded } from '../../../data/loaded'
import { FilterChip } from '../../../ui/filter-chip'
import type { IconName } from '../../../ui/icons'
import { Language } from '../../../ui/language'
import type { ListUrl } from '../../../ui/list-url'
import { Pager } from '../../../ui/pager'
import type { Pagination } from '../../../ui/pagination'
import { Skeleton } from '../../../ui/skeleton'
import { EmptyState, ErrorState } from '../../../ui/state-view'

type List = Loaded<{ readonly data: readonly object[]; readonly meta: { readonly pagination: Pagination } }>

/** What one shop's events, syncs and gaps have in common: a filter by state, the list's own states, and pages. */
@Component({
  selector: 'app-shop-list-frame',
  imports: [MatButtonModule, TranslocoDirective, EmptyState, ErrorState, FilterChip, Pager, Skeleton],
  template: `
    <section class="sheet list" *transloco="let t; prefix: 'shops'" [attr.aria-label]="t('tab.' + name())">
      <div class="head">
        <div class="filters" role="search">
          <ui-filter-chip
            [label]="t('column.status')"
            [choices]="choices()"
            [selected]="url().values(filter())"
            (selectedChange)="url().filter(filter(), $event)"
          />
          @if (url().narrowed()) {
            <button matButton type="button" (click)="url().clear()">{{ t('clear') }}</button>
          }
        </div>
        <button matButton type="button" (click)="list().reload()">{{ t('reload') }}</button>
      </div>
      @if (list().failure(); as failure) {
        <ui-error [failure]="failure" (retry)="list().reload()" />
      } @else if (!list().value()) {
        <ui-skeleton />
      } @else if (!list().value()?.data?.length) {
        <ui-empty
          [icon]="icon()"
          [heading]="t('no_' + name() + (url().narrowed() ? '_found' : ''))"
          [text]="t(url().narrowed() ? 'none_found_text' : 'no_' + name() + '_text')"
        />
      } @else {
        <ng-content />
        @if (list().value()?.meta?.pagination; as page) {
          <ui-pager [pagination]="page" (pageChange)="url().goTo($event)" (sizeChange)="url().show($event)" />
        }
      }
    </section>
  `,
  styleUrls: ['../../../ui/list-page.scss', '../webhooks/webhooks.scss'],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShopListFrame {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  /** The tab that it stands in, which begins its words, too. */
  readonly name = input.required<'events' | 'runs' | 'gaps'>()
  readonly icon = input.required<IconName>()
  readonly url = input.required<ListUrl>()
  readonly list = input.required<List>()
  readonly filter = input.required<string>()
  readonly states = input.required<readonly string[]>()
  protected readonly choices = computed(() => {
    this.language.current()
    return this.states().map((value) => ({ value, label: this.transloco.translate(`status.${value}`) }))
  })
}
