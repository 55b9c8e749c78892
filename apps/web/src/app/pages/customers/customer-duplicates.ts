import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { RouterLink } from '@angular/router'
import { TranslocoDirective, TranslocoPipe, TranslocoService } from '@jsverse/transloco'
import { firstValueFrom } from 'rxjs'
import { customerName, Customers, type Duplicate } from '../../data/customers.data'
import { loaded } from '../../data/loaded'
import { Session } from '../../data/session'
import { Formats } from '../../ui/formats'
import { Notices } from '../../ui/notices'
import { ErrorState } from '../../ui/state-view'
import { duplicateFacts } from './duplicate-facts'
import { DuplicateStrength } from './duplicate-strength'

/** Who may be the same person: each with what they share, a way to the merge, and a way to say that they are two. */
@Component({
  selector: 'app-customer-duplicates',
  imports: [MatButtonModule, RouterLink, TranslocoDirective, TranslocoPipe, DuplicateStrength, ErrorState],
  template: `
    @if (found.failure(); as failure) {
      <section class="sheet"><ui-error [failure]="failure" (retry)="found.reload()" /></section>
    } @else if (found.value()?.length) {
      <section class="sheet" *transloco="let t; prefix: 'duplicates'">
        <h2>{{ t('heading') }}</h2>
        <ul>
          @for (one of found.value(); track one.customer.id) {
            <li>
              <div class="row">
                <a [routerLink]="['/customers', one.customer.id]"
                  ><bdi>{{ name(one) }}</bdi></a
                >
                <app-duplicate-strength [strength]="one.strength" />
              </div>
              <p class="muted">
                @for (fact of facts(one); track fact) {
                  <bdi>{{ fact }}</bdi>
                }
              </p>
              <p>{{ 'duplicates.reasons.' + one.reasons.join('_') | transloco }}</p>
              <div class="row">
                @if (session.can('customers.merge')) {
                  <a matButton="tonal" routerLink="merge" [queryParams]="{ with: one.customer.id }">{{
                    t('compare')
                  }}</a>
                }
                @if (session.can('customers.edit')) {
                  <button matButton type="button" [disabled]="busy()" (click)="tellApart(one)">
                    {{ t('distinct') }}
                  </button>
                }
              </div>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    /* Nothing found takes no place among the cards. */
    :host(:empty) {
      display: none;
    }
    ul {
      display: grid;
      gap: var(--space-4);
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li + li {
      padding-block-start: var(--space-4);
      border-block-start: 1px solid var(--mat-sys-outline-variant);
    }
    p {
      margin-block: var(--space-1) var(--space-2);
      font: var(--mat-sys-body-small);
    }
    p bdi + bdi::before {
      content: ' · ';
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CustomerDuplicates {
  private readonly customers = inject(Customers)
  private readonly transloco = inject(TranslocoService)
  private readonly notices = inject(Notices)
  private readonly formats = inject(Formats)
  protected readonly session = inject(Session)
  readonly customerId = input.required<string>()
  protected readonly found = loaded(this.customerId, (id) => this.customers.duplicates(id))
  protected readonly busy = signal(false)

  protected name({ customer }: Duplicate): string {
    return customerName(customer) ?? this.transloco.translate('customers.nameless')
  }

  /** What tells them apart at a glance. */
  protected facts(one: Duplicate): string[] {
    return duplicateFacts(one, this.name(one), this.formats)
  }

  protected async tellApart(one: Duplicate) {
    this.busy.set(true)
    try {
      await firstValueFrom(this.customers.tellApart(this.customerId(), one.customer.id))
      this.found.reload()
      const text = this.transloco.translate<string>('duplicates.told_apart', { name: this.name(one) })
      this.notices.offerUndo(text, () => void this.takeBack(one))
    } catch (error) {
      this.notices.failed(error)
    } finally {
      this.busy.set(false)
    }
  }

  private async takeBack(one: Duplicate) {
    try {
      await firstValueFrom(this.customers.tellAlike(this.customerId(), one.customer.id))
      this.found.reload()
    } catch (error) {
      this.notices.failed(error)
    }
  }
}
