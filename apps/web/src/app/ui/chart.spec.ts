import { TestBed } from '@angular/core/testing'
import { By } from '@angular/platform-browser'
import { provideConsole } from '../../testing/console'
import { NgxEchartsDirective } from '../../testing/no-pictures'
import { Chart } from './chart'
import { chartOption, type ChartColours, type ChartData } from './chart-option'
import { csvOf } from './csv-file'

jest.mock('ngx-echarts', () => jest.requireActual<object>('../../testing/no-pictures'))

const data: ChartData = {
  kind: 'bars',
  category: 'Month',
  categories: ['Jan', 'Feb'],
  series: [{ name: 'Net', values: ['1.50', '2.50'] }],
  format: (value) => `€${value}`,
  formatAxis: (value) => `${value}`,
}
const colours: ChartColours = { font: 'serif', text: '#111', line: '#222', paper: '#333', series: ['#444'] }

describe('a chart', () => {
  it('is described, drawn, picked from, and shown as a table', async () => {
    TestBed.configureTestingModule({ providers: provideConsole() })
    const fixture = TestBed.createComponent(Chart)
    fixture.componentRef.setInput('heading', 'Revenue')
    fixture.componentRef.setInput('data', data)
    const picked: number[] = []
    fixture.componentInstance.pick.subscribe((index) => picked.push(index))
    await fixture.whenStable()
    const element = fixture.nativeElement as HTMLElement
    expect(element.querySelector('.picture')?.getAttribute('aria-label')).toBe('Revenue')
    const picture = fixture.debugElement.query(By.directive(NgxEchartsDirective)).injector.get(NgxEchartsDirective)
    expect(picture.options()).toMatchObject({ series: [{ name: 'Net', type: 'bar' }] })
    picture.chartClick.emit({ dataIndex: 1 })
    expect(picked).toEqual([1])
    element.querySelector('button')?.click()
    await fixture.whenStable()
    expect(element.querySelector('.picture')).toBeNull()
    expect(element.querySelector('table')?.textContent).toContain('€2.50')
  })

  it('is handed out as CSV with exact numbers, and no text that is a formula', () => {
    const names = ['=2+5', 'Korea, Republic of', '"Quoted"', '-']
    const series = [{ name: 'Net', values: ['-1.50', 2, '3.000', 0] }]
    const lines = csvOf({ ...data, categories: names, series }).split('\r\n')
    expect(lines).toEqual(['Month,Net', "'=2+5,-1.50", '"Korea, Republic of",2', '"""Quoted""",3.000', "'-,0", ''])
  })

  it('lays ranks on their side, largest on top', () => {
    const option = chartOption({ ...data, kind: 'ranks' }, colours)
    expect(option).toMatchObject({ yAxis: { type: 'category', inverse: true }, xAxis: { type: 'value' } })
  })

  it('names its series only when there are several, and stacks on request', () => {
    const two = { ...data, series: [...data.series, { name: 'Gross', values: [1, 2] }] }
    expect(chartOption(data, colours)).toMatchObject({ legend: { show: false } })
    expect(chartOption({ ...two, kind: 'stack' }, colours)).toMatchObject({
      legend: { show: true },
      series: [{ stack: 'all' }, { stack: 'all' }],
    })
  })
})
