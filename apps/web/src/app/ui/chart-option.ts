import type { EChartsCoreOption } from 'echarts/core'

export interface ChartSeries {
  name: string
  /** Exact decimal strings or counts; a chart may round them, the table does not. */
  values: readonly (string | number)[]
}

export interface ChartData {
  kind: 'bars' | 'lines' | 'ranks' | 'stack'
  /** What the categories are, as the first column's heading. */
  category: string
  categories: readonly string[]
  series: readonly ChartSeries[]
  format(value: string | number): string
  formatAxis(value: number): string
}

export interface ChartColours {
  font: string
  text: string
  line: string
  paper: string
  series: string[]
}

/** ECharts' options for our few kinds of chart; `ranks` are bars that lie on their side, largest on top. */
export function chartOption(data: ChartData, colours: ChartColours): EChartsCoreOption {
  const lying = data.kind === 'ranks'
  const several = data.series.length > 1
  const [categories, values] = [categoryAxis(data, colours), valueAxis(data, colours)]
  return {
    aria: { enabled: true },
    animationDuration: prefersStillness() ? 0 : 300,
    color: colours.series,
    textStyle: { fontFamily: colours.font },
    grid: { left: 8, right: 16, top: several ? 36 : 12, bottom: 4, outerBoundsMode: 'same' },
    legend: { show: several, top: 0, textStyle: { color: colours.text } },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: data.kind === 'lines' ? 'line' : 'shadow' },
      backgroundColor: colours.paper,
      borderColor: colours.line,
      textStyle: { color: colours.text },
      valueFormatter: (value: string | number) => data.format(value),
    },
    xAxis: lying ? values : categories,
    yAxis: lying ? categories : values,
    series: data.series.map((series) => ({
      name: series.name,
      type: data.kind === 'lines' ? 'line' : 'bar',
      stack: data.kind === 'stack' ? 'all' : undefined,
      data: series.values,
      barMaxWidth: 28,
      symbolSize: 6,
      itemStyle: { borderRadius: data.kind === 'stack' ? 0 : 3 },
    })),
  }
}

function categoryAxis(data: ChartData, colours: ChartColours) {
  const lying = data.kind === 'ranks'
  return {
    type: 'category',
    data: data.categories,
    inverse: lying,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.text, width: lying ? 110 : undefined, overflow: 'truncate' },
  }
}

function valueAxis(data: ChartData, colours: ChartColours) {
  return {
    type: 'value',
    splitNumber: 4,
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.text, formatter: (value: number) => data.formatAxis(value) },
  }
}

function prefersStillness(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches
}
