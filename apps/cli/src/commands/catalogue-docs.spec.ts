import { events, jobs } from '@portolan/contracts'
import { cataloguePage, schemas } from './catalogue-docs'

it('names every event and job with its payload', () => {
  const page = cataloguePage()
  for (const name of [...Object.keys(events), ...Object.keys(jobs)]) expect(page).toContain(`| \`${name}\` |`)
  expect(page).toContain('| `order.status_changed` | 1 | `ids`, `from`, `to` |')
})

it('gives every payload a JSON Schema', () => {
  expect(schemas().events['order.created']).toMatchObject({
    version: 1,
    payload: { type: 'object', required: ['ids'], properties: { ids: { type: 'array', maxItems: 500 } } },
  })
  expect(schemas().jobs['imports.run']).toMatchObject({ kind: 'chunked', payload: { required: ['import_id'] } })
})
