import { ChangeDetectionStrategy, Component } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { Subject } from 'rxjs'
import { anImport, list, one } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import { type Happened, Realtime } from '../../data/realtime'
import { RunningWork } from '../../data/running-work'
import { Tray } from './tray'

@Component({ imports: [Tray], template: '<app-tray />', changeDetection: ChangeDetectionStrategy.OnPush })
class Page {}

const messages = new Subject<Happened>()
const realtime = { on: () => messages, returned: new Subject<void>(), live: () => true, start: () => Promise.resolve() }
const at = [{ path: 'page', component: Page }]
const run = anImport({ status: 'running', processed_rows: 500, total_rows: 1000 })

type Opened = Awaited<ReturnType<typeof openPage>>

/** What comes close together is asked about once, a moment later. */
async function answer(page: Opened, imports: object, exports: object): Promise<void> {
  for (let asked = false; !asked;) {
    asked = await page.reply('/imports', imports).then(
      () => true,
      () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 20)),
    )
  }
  await page.reply('/exports', exports)
}
const open = () => openPage('/page', at, { providers: [{ provide: Realtime, useValue: realtime }] })

it('shows nothing while nothing runs', async () => {
  const page = await open()
  await answer(page, list([]), list([]))
  expect(page.element.querySelector('button')).toBeNull()
})

it('follows an import to its end, and keeps the end until it is dismissed', async () => {
  const page = await open()
  await answer(page, list([run]), list([]))
  expect(page.element.querySelector('button')?.getAttribute('aria-label')).toBe('1 running in the background')
  messages.next({ topic: 'jobs', event: 'imports.run', ids: ['job'] })
  await answer(page, list([]), list([]))
  await page.reply(`/imports/${run.id}`, one({ ...run, status: 'completed' }))
  expect(page.element.querySelector('button')?.getAttribute('aria-label')).toBe('Background work is done')
  expect(document.body.textContent).toContain('Completed')
  TestBed.inject(RunningWork).dismiss()
  await page.settle()
  expect(page.element.querySelector('button')).toBeNull()
})
