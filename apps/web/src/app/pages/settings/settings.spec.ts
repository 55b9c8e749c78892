import { MatInputHarness } from '@angular/material/input/testing'
import { one, refusal } from '../../../testing/answers'
import { openPage } from '../../../testing/console'
import routes from './settings.routes'

const at = [
  { path: 'settings', loadChildren: () => Promise.resolve(routes) },
  { path: '**', children: [] },
]
const settings = {
  name: 'Meridian Trading',
  slug: 'meridian',
  region: 'eu',
  default_currency: 'EUR',
  language: 'en',
  timezone: 'Europe/Berlin',
  countries_served: [],
  churn_window_days: 180,
  low_stock_threshold: 5,
}

describe('the settings of the workspace', () => {
  it('saves what changed', async () => {
    const page = await openPage('/settings', at, { role: 'admin' })
    await page.reply('/settings', one(settings))
    const name = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=name]' }))
    await name.setValue('Meridian')
    await page.click('Save')
    const request = await page.reply('/settings', one({ ...settings, name: 'Meridian' }))
    expect([request.method, request.body]).toEqual(['PATCH', { name: 'Meridian' }])
    expect(document.body.textContent).toContain('Settings saved')
  })

  it('shows why a change was refused', async () => {
    const page = await openPage('/settings/workspace', at, { role: 'admin' })
    await page.reply('/settings', one(settings))
    const days = await page.loader.getHarness(MatInputHarness.with({ selector: '[formcontrolname=churn_window_days]' }))
    await days.setValue('5')
    await page.click('Save')
    const details = { churn_window_days: ['Too short'] }
    await page.reply('/settings', refusal('validation', 'Wrong', details), 400)
    expect(page.element.querySelector('mat-error')?.textContent).toContain('Too short')
  })

  it('can be read by managers, and not changed', async () => {
    const page = await openPage('/settings/workspace', at)
    await page.reply('/settings', one(settings))
    expect(page.text).toContain('Only administrators change these.')
    expect(page.element.querySelector<HTMLInputElement>('[formcontrolname=name]')?.disabled).toBe(true)
    expect(page.text).not.toContain('Save')
  })
})
