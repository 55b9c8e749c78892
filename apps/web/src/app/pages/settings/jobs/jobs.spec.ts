import { list, one } from '../../../../testing/answers'
import { openPage } from '../../../../testing/console'
import routes from '../settings.routes'

const at = [{ path: 'settings', loadChildren: () => Promise.resolve(routes) }]

const queue = (changes = {}) => ({
  name: 'events',
  due: 3,
  later: 0,
  waiting: 0,
  running: 1,
  dead: 2,
  lag_seconds: 12.5,
  done_last_hour: 250,
  paused_at: null,
  paused_for_all: false,
  ...changes,
})
const job = (id: string, changes = {}) => ({
  id,
  scope: 'workspace',
  name: 'event.handle',
  queue: 'events',
  consumer: 'orders.timeline',
  event: 'order.created',
  state: 'dead',
  attempts: 6,
  processed: 0,
  total: null,
  last_error: 'the disk is full',
  correlation_id: 'c',
  run_at: '2026-01-31T12:00:00.000Z',
  created_at: '2026-01-31T12:00:00.000Z',
  finished_at: '2026-01-31T12:10:00.000Z',
  ...changes,
})

async function open(jobs = [job('j1'), job('j2')], role: 'manager' | 'admin' = 'manager') {
  const page = await openPage('/settings/jobs', at, { role })
  await page.reply(
    '/queues',
    one([queue(), queue({ name: 'imports', dead: 0, paused_at: '2026-01-31T12:00:00.000Z' })]),
  )
  const request = await page.reply('/jobs', list(jobs))
  return { page, request }
}

describe('the jobs page', () => {
  it('shows how much waits in each queue, and first of all what has failed for good', async () => {
    const { page, request } = await open()
    expect(request.params.get('state')).toBe('dead')
    for (const text of [
      'Events',
      '12.5 s',
      'Imports',
      'Paused',
      'order.created',
      'for orders.timeline',
      'the disk is full',
    ])
      expect(page.text).toContain(text)
  })

  it('says what failed for all workspaces of the server', async () => {
    const rates = { scope: 'installation', name: 'rates.fetch', consumer: null, event: null, last_error: 'no answer' }
    const { page } = await open([job('j1', rates)])
    for (const text of ['rates.fetch', 'for every workspace on this server', 'no answer'])
      expect(page.text).toContain(text)
  })

  it('replays one job at once, and a selection after asking with their number', async () => {
    const { page } = await open()
    await page.click('Replay')
    const single = await page.reply('/jobs/replay', one({ replayed: 1, skipped: 0 }))
    expect(single.body).toEqual({ ids: ['j1'] })
    await page.reply('/queues', one([queue()]))
    await page.reply('/jobs', list([job('j1'), job('j2')]))
    document.querySelector<HTMLInputElement>('.filters mat-checkbox input')?.click()
    await page.settle()
    await page.click('Replay 2 jobs')
    expect(document.body.textContent).toContain('Replay 2 jobs?')
    document.querySelector<HTMLElement>('mat-dialog-actions button:last-child')?.click()
    const several = await page.reply('/jobs/replay', one({ replayed: 2, skipped: 0 }))
    expect(several.body).toEqual({ ids: ['j1', 'j2'] })
  })

  it('replays all that the filters find, after asking with their number', async () => {
    const page = await openPage('/settings/jobs?queue=events', at, { role: 'manager' })
    await page.reply('/queues', one([queue()]))
    await page.reply('/jobs', list([job('j1'), job('j2')], { total: 243 }))
    await page.click('Replay 243 jobs')
    document.querySelector<HTMLElement>('mat-dialog-actions button:last-child')?.click()
    const all = await page.reply('/jobs/replay', one({ replayed: 243, skipped: 0 }))
    expect(all.body).toEqual({ from: '1970-01-01T00:00:00.000Z', queues: ['events'] })
  })

  it('pauses a queue after asking, and resumes one at once', async () => {
    const { page } = await open([])
    expect(page.text).toContain('Nothing has failed for good')
    await page.click('Resume')
    await page.reply('/queues/imports/resume', one(queue({ name: 'imports' })))
    await page.reply('/queues', one([queue()]))
    await page.click('Pause')
    expect(document.body.textContent).toContain('Pause Events?')
  })
})
