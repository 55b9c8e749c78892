import { TestBed } from '@angular/core/testing'
import { BulkJobs, type BulkJob } from '../../data/bulk.data'
import { aCustomer, list, one, refusal } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './customers.routes'

const at = [
  { path: 'customers', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const [ada, bea] = [aCustomer(), aCustomer({ id: '019a9f1e-7c1b-7e54-9d0f-000000000011', first_name: 'Bea' })]

function aJob(changes: Partial<BulkJob> = {}): BulkJob {
  return {
    id: 'job-1',
    name: 'customers.bulk',
    scope: 'workspace',
    queue: 'bulk',
    consumer: null,
    event: null,
    state: 'pending',
    attempts: 0,
    processed: 0,
    total: 2,
    result: null,
    last_error: null,
    correlation_id: 'c',
    run_at: ada.created_at,
    created_at: ada.created_at,
    finished_at: null,
    ...changes,
  }
}

beforeEach(() => {
  localStorage.clear()
})

async function openList(role: 'manager' | 'agent' = 'manager') {
  const page = await openPage('/customers?country_code=GB', at, { role })
  await page.reply('/customers', list([ada, bea], { total: 60 }))
  const boxes = () => [...page.element.querySelectorAll<HTMLInputElement>('td input[type=checkbox]')]
  const choose = async (index: number) => {
    boxes()[index]?.click()
    await page.settle()
  }
  const submit = async () => {
    document.querySelector<HTMLElement>('app-bulk-dialog [type=submit]')?.click()
    await page.settle()
  }
  return { page, boxes, choose, submit }
}

it('edits the chosen rows after saying how many, and empties the choice', async () => {
  const { page, choose, submit } = await openList()
  await choose(0)
  expect(page.text).toContain('1 chosen')
  await page.click('Set status')
  expect(document.body.textContent).toContain('Set the status of 1 customer?')
  await submit()
  const request = await page.reply('/customers/bulk', one(aJob()))
  expect(request.body).toEqual({ action: 'status', expected_count: 1, ids: [ada.id], status: 'active' })
  expect(page.text).not.toContain('1 chosen')
  expect(TestBed.inject(BulkJobs).followed()).toMatchObject([{ id: 'job-1', command: { action: 'status' } }])
})

it('edits all that match by the list’s own filters', async () => {
  const { page, choose, submit } = await openList()
  await choose(0)
  await page.click('Choose all 60 that match')
  expect(page.text).toContain('60 chosen')
  await page.click('Assign')
  await submit()
  const request = await page.reply('/customers/bulk', refusal('bulk.count_changed', 'There are 61 customers now'), 409)
  expect(request.body).toEqual({
    action: 'assign',
    expected_count: 60,
    filter: { country_code: 'GB' },
    assigned_to: null,
  })
  expect(document.body.textContent).toContain('There are 61 customers now')
})

it('chooses a page by its header, and leaves single rows out again', async () => {
  const { page, boxes, choose } = await openList()
  page.element.querySelector<HTMLInputElement>('th input[type=checkbox]')?.click()
  await page.settle()
  expect(boxes().every(({ checked }) => checked)).toBe(true)
  await choose(1)
  expect(page.text).toContain('1 chosen')
})

it('is not offered to those who may not', async () => {
  const { page, boxes } = await openList('agent')
  expect(boxes()).toEqual([])
  expect(page.text).toContain('Ada Lovelace')
})
