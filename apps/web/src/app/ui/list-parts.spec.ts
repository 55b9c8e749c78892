import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed'
import { ChangeDetectionStrategy, Component, type Type } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { MatButtonHarness } from '@angular/material/button/testing'
import { MatCheckboxHarness } from '@angular/material/checkbox/testing'
import { MatSelectionListHarness } from '@angular/material/list/testing'
import { MatSelectHarness } from '@angular/material/select/testing'
import { MatSortHarness } from '@angular/material/sort/testing'
import { MatTableHarness } from '@angular/material/table/testing'
import { provideRouter, Router } from '@angular/router'
import { RouterTestingHarness } from '@angular/router/testing'
import { provideConsole } from '../../testing/console'
import { ColumnChooser } from './column-chooser'
import { ColumnWidths } from './column-widths'
import { Cell, type Column, DataTable } from './data-table'
import { FilterChip } from './filter-chip'
import { listUrl } from './list-url'
import { Pager } from './pager'
import { SearchBox } from './search-box'
import { shownColumns } from './shown-columns'

async function show<Part>(part: Type<Part>, inputs: Record<string, unknown> = {}) {
  TestBed.configureTestingModule({ providers: [...provideConsole(), provideRouter([])] })
  const fixture = TestBed.createComponent(part)
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value)
  await fixture.whenStable()
  const loader = TestbedHarnessEnvironment.documentRootLoader(fixture)
  return { fixture, loader, element: fixture.nativeElement as HTMLElement, part: fixture.componentInstance }
}

afterEach(() => jest.useRealTimers())

describe('the data table', () => {
  @Component({
    imports: [Cell, DataTable],
    template: `
      <ui-data-table
        caption="Fruit"
        list="fruit"
        [columns]="columns"
        [rows]="rows"
        [busy]="true"
        sort="-price"
        (sortChange)="sorts.push($event)"
      >
        <ng-template uiCell="name" [uiCellOf]="rows" let-row>{{ row.name }}!</ng-template>
        <ng-template uiCell="price" [uiCellOf]="rows" let-row>{{ row.price }}</ng-template>
      </ui-data-table>
    `,
    changeDetection: ChangeDetectionStrategy.OnPush,
  })
  class Host {
    readonly columns: Column[] = [
      { key: 'name', label: 'Name' },
      { key: 'price', label: 'Price', sort: 'price', numeric: true },
    ]
    readonly rows = [
      { name: 'Pear', price: 2 },
      { name: 'Fig', price: 3 },
    ]
    readonly sorts: string[] = []
  }

  it('shows rows through the templates of its columns, labelled for cards', async () => {
    const { loader, element } = await show(Host)
    const table = await loader.getHarness(MatTableHarness)
    expect(await table.getCellTextByIndex()).toEqual([
      ['Pear!', '2'],
      ['Fig!', '3'],
    ])
    expect(element.querySelector('td:last-child')?.getAttribute('data-label')).toBe('Price')
    expect(element.querySelector('table')?.getAttribute('aria-label')).toBe('Fruit')
    expect(element.querySelector('ui-data-table')?.getAttribute('aria-busy')).toBe('true')
  })

  it('is drawn to other widths at the edge of a header, mirrored where people read from right to left', async () => {
    const { element, fixture } = await show(Host)
    const widthOf = (column: number) =>
      element.querySelectorAll<HTMLElement>('th')[column]?.style.getPropertyValue('--column-width')
    const draw = async (column: number, by: number) => {
      const grip = element.querySelectorAll<HTMLElement>('ui-column-grip')[column] as HTMLElement
      grip.setPointerCapture = () => undefined
      const event = (type: string, clientX: number) =>
        grip.dispatchEvent(Object.assign(new MouseEvent(type, { clientX, bubbles: true }), { pointerId: 1 }))
      event('pointerdown', 100)
      event('pointermove', 100 + by)
      event('pointerup', 100 + by)
      event('pointermove', 500)
      await fixture.whenStable()
    }
    await draw(0, 200)
    expect([widthOf(0), widthOf(1)]).toEqual(['200px', ''])
    for (const header of element.querySelectorAll<HTMLElement>('th')) header.style.direction = 'rtl'
    await draw(1, -150)
    await draw(0, 10)
    expect([widthOf(0), widthOf(1)]).toEqual(['64px', '150px'])
    expect(JSON.parse(localStorage.getItem('portolan.widths') ?? '')).toEqual({ fruit: { name: 64, price: 150 } })
  })

  it('sorts by the keys of the API, and only where it has one', async () => {
    const { loader, part } = await show(Host)
    const sort = await loader.getHarness(MatSortHarness)
    const [name, price] = await sort.getSortHeaders()
    expect(await price?.getSortDirection()).toBe('desc')
    await price?.click()
    await name?.click()
    expect(part.sorts).toEqual(['price'])
    expect(await name?.isDisabled()).toBe(true)
  })
})

describe('the columns of a table', () => {
  const all: Column[] = ['name', 'status', 'city', 'email'].map((key) => ({ key, label: key }))
  const keys = (...wanted: string[]) => shownColumns(all, ['name', 'status'], wanted).map(({ key }) => key)

  it('are the standard ones until somebody chooses; the first always leads', () => {
    expect(keys()).toEqual(['name', 'status'])
    expect(keys('name', 'email', 'city', 'gone')).toEqual(['name', 'email', 'city'])
    expect(keys('email', 'name')).toEqual(['name', 'email'])
  })

  it('are added to by a wish that does not name the first', () => {
    expect(keys('email')).toEqual(['name', 'status', 'email'])
  })

  it('are taken, left and moved in the chooser, and go back to standard', async () => {
    const shown = all.slice(0, 3)
    const { element, fixture, part, loader } = await show(ColumnChooser, { list: 'some', all, shown })
    const wishes: (readonly string[])[] = []
    part.shownChange.subscribe((wish) => wishes.push(wish))
    element.querySelector('button')?.click()
    await fixture.whenStable()
    const boxes = await loader.getAllHarnesses(MatCheckboxHarness)
    expect(await Promise.all(boxes.map((box) => box.getLabelText()))).toEqual(['status', 'city', 'email'])
    await boxes[2]?.check()
    await boxes[0]?.uncheck()
    const press = (label: string) => document.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)?.click()
    press('Move city to the front')
    press('Move status to the front')
    press('Make city wider')
    expect(TestBed.inject(ColumnWidths).of('some')).toEqual({ city: 192 })
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Standard columns' }))).click()
    expect(TestBed.inject(ColumnWidths).of('some')).toEqual({})
    expect(wishes).toEqual([['name', 'status', 'city', 'email'], ['name', 'city'], ['name', 'city', 'status'], []])
  })
})

describe('the pager', () => {
  const pagination = { page: 2, per_page: 25, total: 60, total_pages: 3, total_is_estimate: false }

  it('says where the reader is and moves one page', async () => {
    const { loader, part, element } = await show(Pager, { pagination })
    const pages: number[] = []
    part.pageChange.subscribe((page) => pages.push(page))
    expect(element.textContent).toContain('26–50 of 60')
    for (const button of await loader.getAllHarnesses(MatButtonHarness)) await button.click()
    expect(pages).toEqual([1, 3])
  })

  it('stops at the first and the last page, and where offsets end', async () => {
    const { fixture, loader } = await show(Pager, { pagination: { ...pagination, page: 1, total: 3 } })
    const [previous, next] = await loader.getAllHarnesses(MatButtonHarness)
    expect([await previous?.isDisabled(), await next?.isDisabled()]).toEqual([true, true])
    fixture.componentRef.setInput('pagination', { ...pagination, page: 400, total: 50_000 })
    expect(await next?.isDisabled()).toBe(true)
  })

  it('changes the size of pages', async () => {
    const { loader, part } = await show(Pager, { pagination })
    const sizes: unknown[] = []
    part.sizeChange.subscribe((size) => sizes.push(size))
    const select = await loader.getHarness(MatSelectHarness)
    await select.open()
    await select.clickOptions({ text: '100' })
    expect(sizes).toEqual([100])
  })

  it('offers to scroll through lists that can, which have no pages then', async () => {
    const { loader, part, fixture } = await show(Pager, { pagination, rolls: false })
    const sizes: unknown[] = []
    part.sizeChange.subscribe((size) => sizes.push(size))
    const select = await loader.getHarness(MatSelectHarness)
    await select.open()
    await select.clickOptions({ text: 'All, while scrolling' })
    expect(sizes).toEqual(['all'])
    fixture.componentRef.setInput('rolls', true)
    expect(await loader.getAllHarnesses(MatButtonHarness)).toHaveLength(0)
  })
})

describe('a filter chip', () => {
  const choices = ['DE', 'FR', 'GB', 'ES', 'IT', 'PT', 'NL', 'BE', 'SE', 'DK', 'NO'].map((value) => ({
    value,
    label: `Land ${value}`,
  }))

  it('says what it narrows to, and takes itself off', async () => {
    const { element, part } = await show(FilterChip, { label: 'Country', choices, selected: ['DE', 'FR', 'GB', 'XX'] })
    const changes: (readonly string[])[] = []
    part.selectedChange.subscribe((values) => changes.push(values))
    expect(element.textContent).toContain('Land DE, Land FR +2')
    element.querySelector<HTMLElement>('[aria-label="Remove the filter Country"]')?.click()
    expect(changes).toEqual([[]])
  })

  it('draws as many choices as somebody looks at, and finds all of them', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ value: `v${index}`, label: `Choice ${index}` }))
    const { fixture, element } = await show(FilterChip, { label: 'Country', choices: many, selected: [] })
    element.querySelector<HTMLButtonElement>('.main')?.click()
    await fixture.whenStable()
    const drawn = () => document.querySelectorAll('mat-list-option').length
    expect(drawn()).toBe(25)
    document.querySelector('.choices')?.dispatchEvent(new Event('scroll'))
    await fixture.whenStable()
    expect(drawn()).toBe(25)
    Object.defineProperty(document.querySelector('.choices'), 'scrollTop', { value: 2000 })
    document.querySelector('.choices')?.dispatchEvent(new Event('scroll'))
    await fixture.whenStable()
    expect(drawn()).toBe(50)
    const find = document.querySelector<HTMLInputElement>('.find')
    if (find) find.value = 'choice 249'
    find?.dispatchEvent(new Event('input'))
    await fixture.whenStable()
    expect(document.querySelector('.choices')?.textContent).toContain('Choice 249')
  })

  it('opens its choices, finds among many and toggles one', async () => {
    const { fixture, element, loader, part } = await show(FilterChip, { label: 'Country', choices, selected: ['DE'] })
    const changes: (readonly string[])[] = []
    part.selectedChange.subscribe((values) => changes.push(values))
    element.querySelector<HTMLElement>('.main')?.click()
    await fixture.whenStable()
    const find = document.querySelector<HTMLInputElement>('.find')
    if (find) find.value = 'fr'
    find?.dispatchEvent(new Event('input'))
    const options = await (await loader.getHarness(MatSelectionListHarness)).getItems()
    expect(await Promise.all(options.map((option) => option.getFullText()))).toEqual(['Land FR'])
    await options[0]?.select()
    expect(changes).toEqual([['DE', 'FR']])
    if (find) find.value = 'nowhere'
    find?.dispatchEvent(new Event('input'))
    await fixture.whenStable()
    expect(document.querySelector('.choices')?.textContent).toContain('Nothing matches')
    document.querySelector<HTMLElement>('.cdk-overlay-backdrop')?.click()
    await fixture.whenStable()
    expect(document.querySelector('.choices')).toBeNull()
  })
})

describe('the search box', () => {
  it('searches a moment after the last key, at once on Enter, and not for what is shown already', async () => {
    const { element, fixture, part } = await show(SearchBox, { label: 'Search', value: 'old' })
    jest.useFakeTimers()
    const searches: string[] = []
    part.valueChange.subscribe((text) => searches.push(text))
    const input = element.querySelector('input')
    const type = (text: string) => {
      if (input) input.value = text
      input?.dispatchEvent(new Event('input'))
    }
    type('a')
    type('ad')
    jest.advanceTimersByTime(299)
    expect(searches).toEqual([])
    jest.advanceTimersByTime(1)
    expect(searches).toEqual(['ad'])
    type('ada')
    input?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
    type('old')
    type('o')
    jest.runAllTimers()
    expect(searches).toEqual(['ad', 'ada'])
    jest.useRealTimers()
    await fixture.whenStable()
    expect(element.querySelector('[role=status]')?.textContent).toBe('Type two characters or more to search.')
  })
})

describe('the address of a list', () => {
  @Component({ template: '', changeDetection: ChangeDetectionStrategy.OnPush })
  class Host {
    readonly url = listUrl(['status'], '-created_at')
  }

  async function open(address: string) {
    TestBed.configureTestingModule({ providers: [provideRouter([{ path: 'list', component: Host }])] })
    const { url } = await (await RouterTestingHarness.create()).navigateByUrl(address, Host)
    const router = TestBed.inject(Router)
    const after = async (change: () => void) => {
      change()
      await new Promise((resolve) => setTimeout(resolve))
      return router.url
    }
    return { url, after }
  }

  it('reads filters, search, sort and page', async () => {
    const { url } = await open('/list?status=vip,active&q=ada&sort=name&page=3&per_page=50')
    expect(url.query()).toEqual({ status: 'vip,active', q: 'ada', sort: 'name', page: 3, per_page: 50 })
    expect([url.values('status'), url.narrowed()]).toEqual([['vip', 'active'], true])
  })

  it('does not trust numbers that people write', async () => {
    const { url } = await open('/list?page=-2&per_page=9999')
    expect([url.page(), url.perPage()]).toEqual([1, 100])
    expect(url.narrowed()).toBe(false)
  })

  it('starts again at the first page with every change, and leaves out what is usual', async () => {
    const { url, after } = await open('/list?page=3')
    expect(await after(() => url.filter('status', ['vip']))).toBe('/list?status=vip')
    expect(await after(() => url.goTo(2))).toBe('/list?status=vip&page=2')
    expect(await after(() => url.searchFor(' ada '))).toBe('/list?status=vip&q=ada')
    expect(await after(() => url.sortBy('name'))).toBe('/list?status=vip&q=ada&sort=name')
    expect(await after(() => url.sortBy('-created_at'))).toBe('/list?status=vip&q=ada')
    expect(await after(() => url.show(50))).toBe('/list?status=vip&q=ada&per_page=50')
    expect(await after(() => url.clear())).toBe('/list?per_page=50')
  })
})
