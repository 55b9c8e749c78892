import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed'
import { TestBed } from '@angular/core/testing'
import { MatListOptionHarness } from '@angular/material/list/testing'
import { provideRouter } from '@angular/router'
import { of } from 'rxjs'
import { provideConsole } from '../../testing/console'
import { TimelineEntries } from '../data/timeline.data'
import { History } from './history'

const entry = (id: string, type = 'order.created') => ({
  id,
  type,
  customer_id: 'c',
  customer_name: 'Ada',
  order_id: id,
  order_number: `#${id}`,
  occurred_at: '2026-11-01T10:00:00.000Z',
  actor: null,
  actor_name: null,
  data: {},
})

async function show() {
  const pages = {
    first: { data: [entry('3'), entry('2')], links: { next: '/api/v1/customers/c/timeline?cursor=behind-2' } },
    last: { data: [entry('1')], links: { next: null } },
  }
  const asked: unknown[] = []
  const timeline = {
    of: (...parameters: [string, string, { cursor: string }]) => {
      asked.push(parameters)
      return of(parameters[2].cursor ? pages.last : pages.first)
    },
  }
  TestBed.configureTestingModule({
    providers: [...provideConsole(), provideRouter([]), { provide: TimelineEntries, useValue: timeline }],
  })
  const fixture = TestBed.createComponent(History)
  fixture.componentRef.setInput('of', 'customers')
  fixture.componentRef.setInput('id', 'c')
  await fixture.whenStable()
  const element = fixture.nativeElement as HTMLElement
  const numbers = () => [...element.querySelectorAll('ui-timeline a')].map((link) => link.textContent.trim())
  return { fixture, element, asked, numbers, loader: TestbedHarnessEnvironment.documentRootLoader(fixture) }
}

describe('a history', () => {
  it('goes on behind its end until there is nothing older', async () => {
    const { fixture, element, asked, numbers } = await show()
    expect(numbers()).toEqual(['#3', '#2'])
    const [, older] = [...element.querySelectorAll('button')]
    expect(older?.textContent).toContain('Show older')
    older?.click()
    await fixture.whenStable()
    expect(numbers()).toEqual(['#3', '#2', '#1'])
    expect(asked).toEqual([
      ['customers', 'c', { type: '', cursor: '' }],
      ['customers', 'c', { type: '', cursor: 'behind-2' }],
    ])
    expect(element.textContent).not.toContain('Show older')
  })

  it('shows one kind from its start, and the fresh start after something was done', async () => {
    const { fixture, asked, element, loader } = await show()
    element.querySelector('button')?.click()
    await fixture.whenStable()
    await (await loader.getHarness(MatListOptionHarness.with({ text: 'Returns' }))).select()
    await fixture.whenStable()
    expect(asked.at(-1)).toEqual([
      'customers',
      'c',
      { type: 'return.requested,return.updated,return.status_changed', cursor: '' },
    ])
    fixture.componentInstance.reload()
    await fixture.whenStable()
    expect(asked).toHaveLength(3)
  })
})
