import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core'
import type { ChartData } from './chart-option'
import { Cell, type Column, DataTable } from './data-table'

interface Row {
  category: string
  values: string[]
}

@Component({
  selector: 'ui-chart-table',
  imports: [Cell, DataTable],
  template: `
    <ui-data-table [caption]="caption()" [columns]="columns()" [rows]="rows()">
      <ng-template uiCell="category" [uiCellOf]="rows()" let-row>{{ row.category }}</ng-template>
      @for (series of data().series; track series.name; let index = $index) {
        <ng-template [uiCell]="'series' + index" [uiCellOf]="rows()" let-row>
          <bdi>{{ row.values[index] }}</bdi>
        </ng-template>
      }
    </ui-data-table>
  `,
  styles: `
    :host {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChartTable {
  readonly caption = input.required<string>()
  readonly data = input.required<ChartData>()
  protected readonly columns = computed<Column[]>(() => [
    { key: 'category', label: this.data().category },
    ...this.data().series.map((series, index): Column => ({
      key: `series${index}`,
      label: series.name,
      numeric: true,
    })),
  ])
  protected readonly rows = computed<readonly Row[]>(() =>
    this.data().categories.map((category, row) => ({
      category,
      values: this.data().series.map((series) => this.data().format(series.values[row] ?? 0)),
    })),
  )
}
