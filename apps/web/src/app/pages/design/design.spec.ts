import { MatSnackBarHarness } from '@angular/material/snack-bar/testing'
import { MatTableHarness } from '@angular/material/table/testing'
import { openPage } from '../../../testing/console'
import { DesignPage } from './design'

jest.mock('ngx-echarts', () => jest.requireActual<object>('../../../testing/no-pictures'))

const at = [{ path: 'design', component: DesignPage }]

it('shows every shared part, which do what they do on pages', async () => {
  const page = await openPage('/design', at)
  await page.settle()
  const [first] = await (await page.loader.getHarness(MatTableHarness)).getRows()
  expect(await first?.getCellTextByColumnName()).toMatchObject({ name: 'Astrolabe', price: '129.90' })
  for (const part of [
    'key-figure',
    'status',
    'money',
    'progress',
    'pager',
    'chart',
    'timeline',
    'skeleton',
    'empty',
    'error',
  ]) {
    expect(page.element.querySelector(`ui-${part}`)).not.toBeNull()
  }
  await page.click('Preview Astrolabe')
  expect(page.element.querySelector('ui-side-panel')?.textContent).toContain('Escape closes it')
  await page.click('Offer undo')
  const bar = await page.loader.getHarness(MatSnackBarHarness)
  expect(await bar.getMessage()).toBe('12 things are archived')
  await bar.dismissWithAction()
  await page.settle()
  expect(document.body.textContent).toContain('They are back')
}, 30_000)
