import { MatInputHarness } from '@angular/material/input/testing'
import { list, one, refusal } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import type { Tag } from '../../data/tags.data'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const aTag = (changes: Partial<Tag> = {}): Tag => ({
  id: 't1',
  name: 'wholesale',
  colour: '#0f766e',
  customers: 42,
  version: 3,
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:00:00.000Z',
  ...changes,
})
const press = aTag({ id: 't2', name: 'press', customers: 1 })

async function open(role: 'manager' | 'agent' = 'manager') {
  const page = await openPage('/settings/tags', at, { role })
  await page.reply('/tags', list([aTag(), press]))
  return page
}
const dialog = () => document.querySelector('mat-dialog-container') as HTMLElement
function choose(label: string) {
  const button = [...dialog().querySelectorAll('button')].find((one) => one.textContent?.trim() === label)
  button?.click()
}

afterEach(() => document.querySelector('.cdk-overlay-container')?.remove())

describe('the tags of the workspace', () => {
  it('are listed in their colours with how many customers have them', async () => {
    const page = await open()
    expect(page.text).toContain('wholesale')
    expect(page.text).toContain('42')
    expect(page.element.querySelector<HTMLElement>('ui-tag')?.style.getPropertyValue('--tag')).toBe('#0f766e')
    expect(page.element.querySelector('a[href="/customers?tag=wholesale"]')).not.toBeNull()
  })

  it('are renamed and recoloured at the version that was read, and a refusal is said at its field', async () => {
    const page = await open()
    await page.click('Edit wholesale')
    const name = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=name]' }))
    await name.setValue('Press')
    dialog().querySelector<HTMLButtonElement>('[aria-label="#b91c1c"]')?.click()
    choose('Save')
    const refused = await page.reply('/tags/t1', refusal('tag.name_taken', 'Taken', { name: ['Another has it'] }), 409)
    expect([refused.method, refused.body, refused.headers.get('If-Match')]).toEqual([
      'PATCH',
      { name: 'Press', colour: '#b91c1c' },
      'W/"3"',
    ])
    expect(dialog().textContent).toContain('Another has it')
  })

  it('are deleted after saying how many customers lose them', async () => {
    const page = await open()
    await page.click('Delete wholesale')
    expect(dialog().textContent).toContain('42 customers lose this tag')
    choose('Delete')
    const request = await page.reply('/tags/t1', one({ id: 't1', customers: 42 }))
    expect([request.method, request.params.get('expected_count')]).toEqual(['DELETE', '42'])
  })

  it('are shown to agents, who change none', async () => {
    const page = await open('agent')
    expect(page.text).toContain('press')
    for (const action of ['Add tag', 'Edit', 'Merge', 'Delete']) expect(page.text).not.toContain(action)
  })
})
