import { settings } from '@portolan/platform'
import { configurationPage, exampleFile } from './config-docs'

it('has a row with meaning and default for every setting', () => {
  const page = configurationPage(settings)
  for (const key of Object.keys(settings)) expect(page).toContain(`| \`${key}\` |`)
  expect(page).toContain('| `PORT` | Port that the API and the console listen on. | `3000` |')
  expect(page).toContain('Secret. | none |')
})

it('offers every setting as a line to uncomment', () => {
  const file = exampleFile(settings)
  for (const key of Object.keys(settings)) expect(file).toMatch(new RegExp(`^#${key}=`, 'm'))
  expect(file).toContain('#PORT=3000')
})
