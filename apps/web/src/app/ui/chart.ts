import { ChangeDetectionStrategy, Component, computed, DOCUMENT, inject, input, output, signal } from '@angular/core'
import { MatButtonModule } from '@angular/material/button'
import { MatIconModule } from '@angular/material/icon'
import { TranslocoDirective } from '@jsverse/transloco'
import type { EChartsCoreOption } from 'echarts/core'
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts'
import { Appearance } from './appearance'
import { chartOption, type ChartColours, type ChartData } from './chart-option'
import { ChartTable } from './chart-table'
import { csvOf, saveFile } from './csv-file'

/** A chart, and behind a button the same numbers as a table: nobody has to read a picture. */
@Component({
  selector: 'ui-chart',
  imports: [MatButtonModule, MatIconModule, NgxEchartsDirective, TranslocoDirective, ChartTable],
  providers: [provideEchartsCore({ echarts: () => import('./echarts') })],
  template: `
    <ng-container *transloco="let t; prefix: 'chart'">
      <header>
        <h2>{{ heading() }}</h2>
        <span class="ways">
          @if (asTable()) {
            <button matButton type="button" (click)="save()"><mat-icon svgIcon="download" />{{ t('save') }}</button>
          }
          <button matButton type="button" [attr.aria-pressed]="asTable()" (click)="asTable.set(!asTable())">
            <mat-icon [svgIcon]="asTable() ? 'chart' : 'table'" />{{ asTable() ? t('show_chart') : t('show_table') }}
          </button>
        </span>
      </header>
      @if (asTable()) {
        <ui-chart-table [caption]="heading()" [data]="data()" />
      } @else {
        <div
          echarts
          class="picture"
          dir="ltr"
          role="img"
          [attr.aria-label]="heading()"
          [options]="option()"
          [initOpts]="{ renderer: 'svg' }"
          (chartClick)="pick.emit($event.dataIndex)"
        ></div>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      min-inline-size: 0;
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    .picture {
      block-size: 100%;
      min-block-size: 320px;
      overflow: hidden;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Chart {
  private readonly document = inject(DOCUMENT)
  private readonly appearance = inject(Appearance)
  readonly heading = input.required<string>()
  readonly data = input.required<ChartData>()
  /** The index of the category that was clicked. */
  readonly pick = output<number>()
  protected readonly asTable = signal(false)
  protected readonly option = computed<EChartsCoreOption>(() => {
    this.appearance.scheme()
    return chartOption(this.data(), this.colours())
  })

  protected save() {
    saveFile(this.document, `${this.heading()}.csv`, csvOf(this.data()))
  }

  // ECharts draws with colours, not with custom properties: the theme's are resolved by a probe in the page.
  private colours(): ChartColours {
    const resolve = (token: string) => {
      const probe = this.document.createElement('span')
      probe.style.color = `var(${token})`
      this.document.body.append(probe)
      const { color } = getComputedStyle(probe)
      probe.remove()
      return color
    }
    return {
      font: getComputedStyle(this.document.body).fontFamily,
      text: resolve('--mat-sys-on-surface-variant'),
      line: resolve('--mat-sys-outline-variant'),
      paper: resolve('--mat-sys-surface-container-lowest'),
      series: [1, 2, 3, 4, 5].map((number) => resolve(`--chart-${number}`)),
    }
  }
}
