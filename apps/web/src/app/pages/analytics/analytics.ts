import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatFormFieldModule } from '@angular/material/form-field'
import { MatInputModule } from '@angular/material/input'
import { MatTabsModule } from '@angular/material/tabs'
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { TranslocoDirective } from '@jsverse/transloco'
import { currencies } from '@portolan/contracts'
import { Session } from '../../data/session'
import { Formats } from '../../ui/formats'
import { PageHeader } from '../../ui/page-header'
import { monthsBefore, startOfYear, today, yearBefore } from './days'
import { reportUrl } from './report-url'

@Component({
  selector: 'app-analytics',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatTabsModule,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TranslocoDirective,
    PageHeader,
  ],
  templateUrl: './analytics.html',
  styleUrl: './analytics.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AnalyticsPage {
  private readonly session = inject(Session)
  protected readonly formats = inject(Formats)
  protected readonly url = reportUrl('all')
  protected readonly reports = ['revenue', 'countries', 'growth', 'top-customers'] as const
  protected readonly currencies = currencies
  protected readonly presets = computed(() => {
    const day = today(this.session.workspace()?.timezone)
    return [
      { key: 'all', from: '', to: '' },
      { key: 'twelve_months', from: monthsBefore(day, 11), to: day },
      { key: 'this_year', from: startOfYear(day), to: day },
      { key: 'last_year', ...yearBefore(day) },
    ]
  })
}
