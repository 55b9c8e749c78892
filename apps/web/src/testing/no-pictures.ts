import { Directive, input, output } from '@angular/core'

// jsdom cannot draw: in tests a chart is its options and its table.

/** As in ngx-echarts, whose place this takes. */
const selector = '[echarts]'

@Directive({ selector })
export class NgxEchartsDirective {
  readonly options = input<unknown>()
  readonly initOpts = input<unknown>()
  readonly chartClick = output<{ dataIndex: number }>()
}

export function provideEchartsCore() {
  return []
}
