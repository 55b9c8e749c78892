import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco'
import { Colleagues, colleagueName, type Colleague } from '../../data/colleagues'
import { Cell, type Column, DataTable } from '../../ui/data-table'
import { Language } from '../../ui/language'
import { Skeleton } from '../../ui/skeleton'
import { ErrorState } from '../../ui/state-view'
import { StatusChip } from '../../ui/status-chip'

@Component({
  selector: 'app-team-list',
  imports: [TranslocoDirective, Cell, DataTable, ErrorState, Skeleton, StatusChip],
  template: `
    <section class="sheet" *transloco="let t; prefix: 'settings'">
      @if (colleagues.list.failure(); as failure) {
        <ui-error [failure]="failure" (retry)="colleagues.list.reload()" />
      } @else if (colleagues.list.value()) {
        <ui-data-table [caption]="t('team')" [columns]="columns()" [rows]="rows()">
          <ng-template uiCell="name" [uiCellOf]="rows()" let-person
            ><bdi>{{ name(person) }}</bdi></ng-template
          >
          <ng-template uiCell="email" [uiCellOf]="rows()" let-person
            ><bdi>{{ person.email }}</bdi></ng-template
          >
          <ng-template uiCell="role" [uiCellOf]="rows()" let-person>{{ t('role.' + person.role) }}</ng-template>
          <ng-template uiCell="status" [uiCellOf]="rows()" let-person>
            @if (person.status) {
              <ui-status [value]="person.status" />
            }
          </ng-template>
        </ui-data-table>
      } @else {
        <ui-skeleton />
      }
    </section>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TeamList {
  private readonly transloco = inject(TranslocoService)
  private readonly language = inject(Language)
  protected readonly colleagues = inject(Colleagues)
  protected readonly rows = computed<readonly Colleague[]>(() => this.colleagues.list.value() ?? [])
  protected readonly columns = computed<Column[]>(() => {
    this.language.current()
    return ['name', 'email', 'role', 'status'].map((key) => ({
      key,
      label: this.transloco.translate(`settings.column.${key}`),
    }))
  })

  protected name(person: Colleague): string {
    return colleagueName(person)
  }
}
