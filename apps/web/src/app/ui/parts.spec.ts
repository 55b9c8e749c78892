import { Clipboard } from '@angular/cdk/clipboard'
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed'
import { ApplicationRef, ChangeDetectionStrategy, Component, signal, type Type } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { FormControl, FormGroup } from '@angular/forms'
import { MatProgressBarHarness } from '@angular/material/progress-bar/testing'
import { MatTooltipHarness } from '@angular/material/tooltip/testing'
import { provideRouter } from '@angular/router'
import { provideConsole } from '../../testing/console'
import { requestId } from '../../testing/answers'
import { Failure } from '../data/failure'
import { Copyable } from './copyable'
import { Country } from './country'
import { DateTime } from './date-time'
import { FieldError } from './field-error'
import { showFieldMessages } from './form-errors'
import { KeyFigure } from './key-figure'
import { Money } from './money'
import { Notices } from './notices'
import { PageHeader } from './page-header'
import { Progress } from './progress'
import { Skeleton } from './skeleton'
import { EmptyState, ErrorState } from './state-view'
import { StatusChip } from './status-chip'
import { WorldMap } from './world-map'
import { WorldOutlines } from './world-outlines'

beforeEach(() => TestBed.configureTestingModule({ providers: [...provideConsole(), provideRouter([])] }))

async function show<Part>(part: Type<Part>, inputs: Record<string, unknown>) {
  const fixture = TestBed.createComponent(part)
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value)
  await fixture.whenStable()
  const element = fixture.nativeElement as HTMLElement
  return { fixture, element, loader: TestbedHarnessEnvironment.loader(fixture), text: () => element.textContent.trim() }
}

afterEach(() => jest.useRealTimers())

describe('money', () => {
  it('shows the amount alone in its own currency', async () => {
    const conversion = { amount: '9.00', currency: 'EUR', rateDate: '2026-11-19' }
    const { text } = await show(Money, { amount: '9.00', currency: 'EUR', conversion })
    expect(text()).toBe('€9.00')
  })

  it('shows what it is in another currency, with the rate and its day on hover and focus, provisional marked', async () => {
    const conversion = { amount: '120.32', currency: 'EUR', rateDate: '2026-11-19', provisional: true }
    const { text, loader, element } = await show(Money, { amount: '129.90', currency: 'USD', conversion })
    expect(text()).toMatch(/^\$129\.90\s*€120\.32\s*~$/)
    expect(element.querySelector('.provisional')?.getAttribute('aria-label')).toBe('provisional')
    expect(element.querySelector<HTMLElement>('.converted')?.tabIndex).toBe(0)
    const tooltip = await loader.getHarness(MatTooltipHarness)
    await tooltip.show()
    expect(await tooltip.getTooltipText()).toContain(
      '1 USD is about 0.9263 EUR. At the rate of Nov 19, 2026, provisional',
    )
  })

  it('says so when there is no rate', async () => {
    const conversion = { amount: null, currency: 'EUR', rateDate: null }
    const { text } = await show(Money, { amount: '1.000', currency: 'KWD', conversion })
    expect(text()).toContain('no rate yet')
  })
})

describe('a copyable text', () => {
  it('stays left to right and goes to the clipboard', async () => {
    const copy = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true)
    const { element, fixture } = await show(Copyable, { text: 'abc', label: 'Id' })
    jest.useFakeTimers()
    expect(element.querySelector('bdi')?.dir).toBe('ltr')
    const button = element.querySelector('button')
    expect(button?.getAttribute('aria-label')).toBe('Copy Id')
    button?.click()
    fixture.detectChanges()
    expect(copy).toHaveBeenCalledWith('abc')
    expect(element.querySelector('[aria-live]')?.textContent).toBe('Copied')
    jest.advanceTimersByTime(2000)
    fixture.detectChanges()
    expect(element.querySelector('[aria-live]')?.textContent).toBe('')
  })
})

describe('small parts', () => {
  it('shows a moment for people and for machines', async () => {
    const { element } = await show(DateTime, { at: '2026-11-21T10:05:00.000Z' })
    const time = element.querySelector('time')
    expect(time?.dateTime).toBe('2026-11-21T10:05:00.000Z')
    expect(time?.textContent).toMatch(/Nov 21, 2026, 10:05/)
    const day = await show(DateTime, { at: '2026-11-21T10:05:00.000Z', show: 'date' })
    expect(day.text()).toBe('Nov 21, 2026')
  })

  it('names countries, and the unknown one', async () => {
    expect((await show(Country, { code: 'PT' })).text()).toMatch(/PT\s*Portugal/)
    expect((await show(Country, { code: null })).text()).toBe('Unknown country')
  })

  it('gives a status its words and its tone', async () => {
    const { element, text } = await show(StatusChip, { value: 'refunded' })
    expect([text(), element.dataset['tone']]).toEqual(['Refunded', 'bad'])
  })

  it('shows how a figure moved', async () => {
    const up = await show(KeyFigure, { label: 'Net', value: '€110', now: 110, before: 100 })
    expect(up.element.querySelector('.up')?.textContent).toContain('10% on the previous period')
    const down = await show(KeyFigure, { label: 'Net', value: '€90', now: 90, before: 100 })
    expect(down.element.querySelector('.down')).not.toBeNull()
    const first = await show(KeyFigure, { label: 'Net', value: '€90', hint: 'so far', now: 90, before: 0 })
    expect(first.text()).toContain('so far')
  })

  it('heads a page and leads back', async () => {
    const { element } = await show(PageHeader, { heading: 'Ada', parent: { label: 'Customers', link: '/customers' } })
    expect(element.querySelector('h1')?.textContent.trim()).toBe('Ada')
    expect(element.querySelector('a')?.getAttribute('href')).toBe('/customers')
  })

  it('shows progress as a share of its total, and without one only that it moves', async () => {
    const { fixture, loader, text } = await show(Progress, { label: 'Importing', done: 250, total: 1000 })
    const bar = await loader.getHarness(MatProgressBarHarness)
    expect([await bar.getMode(), await bar.getValue()]).toEqual(['determinate', 25])
    expect(text()).toBe('250 of 1,000 rows (25%)')
    fixture.componentRef.setInput('total', null)
    expect(await bar.getMode()).toBe('indeterminate')
    expect(text()).toBe('250 rows')
    fixture.componentRef.setInput('done', 0)
    await fixture.whenStable()
    expect(text()).toBe('Reading the file')
  })
})

describe('the states of a page', () => {
  it('says that nothing is here', async () => {
    const { text } = await show(EmptyState, { heading: 'No orders yet', text: 'Import some' })
    expect(text()).toMatch(/No orders yet\s*Import some/)
  })

  it('is read out as loading', async () => {
    const { element } = await show(Skeleton, { lines: 3 })
    expect(element.querySelectorAll('.line')).toHaveLength(3)
    expect(element.querySelector('[role=status]')?.textContent).toBe('Loading')
  })

  it.each([
    [0, 'network.unreachable', '', 'The server cannot be reached', true],
    [403, 'role', 'Not for agents', 'This is not open to your role', false],
    [404, 'order.missing', 'No such order', 'This does not exist', false],
    [500, 'internal', 'That went wrong', 'This did not work', true],
  ])('explains status %i', async (status, reason, message, heading, retries) => {
    const failure = new Failure(status, reason, message, {}, status ? requestId : undefined)
    const { element, text } = await show(ErrorState, { failure })
    expect(element.getAttribute('role')).toBe('alert')
    expect(element.querySelector('h2')?.textContent).toBe(heading)
    expect(text()).toContain(message || 'Check your connection')
    expect(text().includes(requestId)).toBe(status !== 0)
    expect(text().includes('Try again')).toBe(retries)
  })
})

describe('notices', () => {
  it('tells, and names the request of a failure', async () => {
    const notices = TestBed.inject(Notices)
    notices.tell('Saved')
    expect(document.body.textContent).toContain('Saved')
    notices.failed(new Failure(500, 'internal', 'That went wrong', {}, requestId))
    await TestBed.inject(ApplicationRef).whenStable()
    expect(document.body.textContent).toContain(`That went wrong (Request id ${requestId})`)
  })
})

describe('messages on fields', () => {
  it('puts each on its field, and answers the others', () => {
    const form = new FormGroup({ email: new FormControl('x') })
    const failure = new Failure(400, 'validation', 'Wrong', { email: ['Taken', 'Too short'], colour: ['Unknown'] })
    expect(showFieldMessages(form, failure)).toEqual(['colour: Unknown'])
    expect(form.controls.email.errors).toEqual({ api: 'Taken Too short' })
    expect(form.controls.email.touched).toBe(true)
    form.controls.email.setValue('y')
    expect(form.valid).toBe(true)
  })

  it('answers the message of a failure that names no field', () => {
    expect(showFieldMessages(new FormGroup({}), new Failure(409, 'x', 'The order is closed'))).toEqual([
      'The order is closed',
    ])
  })

  it('words the API’s messages and the rules of forms', async () => {
    @Component({
      imports: [FieldError],
      template: '{{ errors() | fieldError }}',
      changeDetection: ChangeDetectionStrategy.OnPush,
    })
    class Host {
      readonly errors = signal<Record<string, unknown> | null>({ required: true })
    }
    const { fixture, text } = await show(Host, {})
    expect(text()).toBe('This is required')
    fixture.componentInstance.errors.set({ api: 'Taken' })
    await fixture.whenStable()
    expect(text()).toBe('Taken')
    fixture.componentInstance.errors.set(null)
    await fixture.whenStable()
    expect(text()).toBe('')
  })
})

describe('the map', () => {
  const outlines = { shapes: { DE: 'M0 0L1 1Z', FR: 'M2 2L3 3Z' }, dots: { MT: [4, 4], SG: [5, 5] } }

  it('shades countries by their values, dots only where there is one, and picks on a click', async () => {
    const values = [
      { code: 'DE', value: 100, text: '€100' },
      { code: 'MT', value: 25, text: '€25' },
    ]
    TestBed.configureTestingModule({
      providers: [{ provide: WorldOutlines, useValue: { all: { value: () => outlines } } }],
    })
    const { element, fixture } = await show(WorldMap, { label: 'Revenue', values })
    const picked: string[] = []
    fixture.componentInstance.pick.subscribe((code) => picked.push(code))
    const depths = [...element.querySelectorAll<SVGElement>('[data-code]')].map(({ dataset, style }) => [
      dataset['code'],
      style.getPropertyValue('--depth'),
    ])
    expect(depths).toEqual([
      ['DE', '100%'],
      ['FR', '0%'],
      ['MT', '50%'],
    ])
    expect(element.querySelector('svg')?.getAttribute('aria-label')).toBe('Revenue')
    const at = (code: string) => element.querySelector(`[data-code=${code}]`)
    at('FR')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    at('MT')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect(picked).toEqual(['MT'])
    at('DE')?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true }))
    await fixture.whenStable()
    expect(element.querySelector('.tip')?.textContent).toMatch(/Germany\s*€100/)
  })
})
