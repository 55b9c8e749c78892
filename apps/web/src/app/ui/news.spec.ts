import { ChangeDetectionStrategy, Component, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { Subject } from 'rxjs'
import { provideConsole } from '../../testing/console'
import { type Happened, Realtime } from '../data/realtime'
import { News } from './news'

@Component({
  imports: [News],
  template: `<ui-news topic="orders" event="order.created" [rows]="rows()" (show)="shown = shown + 1" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Host {
  readonly rows = signal<{ id: string }[]>([])
  shown = 0
}

const messages = new Subject<Happened>()

async function open() {
  const realtime = { on: () => messages }
  TestBed.configureTestingModule({ providers: [provideConsole(), { provide: Realtime, useValue: realtime }] })
  const fixture = TestBed.createComponent(Host)
  await fixture.whenStable()
  const text = async () => {
    await fixture.whenStable()
    return (fixture.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ').trim()
  }
  return { fixture, text }
}
const happens = (...ids: string[]) => messages.next({ topic: 'orders', event: 'order.created', ids })

it('counts what is new once, and moves nothing until somebody wants to see it', async () => {
  const { fixture, text } = await open()
  expect(await text()).toBe('')
  happens('a', 'b')
  happens('b', 'c')
  expect(await text()).toBe('3 new: show')
  expect(fixture.componentInstance.shown).toBe(0)
  ;(fixture.nativeElement as HTMLElement).querySelector('button')?.click()
  expect(await text()).toBe('')
  expect(fixture.componentInstance.shown).toBe(1)
})

it('forgets what the list shows by now', async () => {
  const { fixture, text } = await open()
  happens('a', 'b')
  fixture.componentInstance.rows.set([{ id: 'a' }])
  expect(await text()).toBe('1 new: show')
})
