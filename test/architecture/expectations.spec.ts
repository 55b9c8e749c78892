// What people expect of a console, by the numbers of the list that the design takes them from, and the tests that hold it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '../..')
const pages = 'apps/web/src/app/pages'
const ui = 'apps/web/src/app/ui'
const shell = 'apps/web/src/app/shell'

const expectations: Readonly<Record<string, readonly (readonly [file: string, test: string])[]>> = {
  '1: a palette that goes, finds and acts': [
    [`${shell}/keys/keys.spec.ts`, 'goes to a place by its name, and gives the focus back on Escape'],
    [`${shell}/keys/keys.spec.ts`, 'acts'],
  ],
  '2: one search over customers, orders and products, grouped': [
    [`${shell}/keys/keys.spec.ts`, 'finds customers, orders and products, each in a group of its own'],
  ],
  '4: saved views of filters, order and columns': [
    [`${pages}/views/views.spec.ts`, 'saves what the address says under a name'],
    ['test/browser/customers.browser.spec.ts', 'saves a filtered list with its columns as a view'],
  ],
  '6: filters, order and page live in the address': [
    [`${ui}/list-parts.spec.ts`, 'reads filters, search, sort and page'],
    ['test/browser/console.browser.spec.ts', 'finds, filters and sorts customers through the address, and walks back'],
  ],
  '7: filter chips, removable, with the count': [
    [`${ui}/list-parts.spec.ts`, 'says what it narrows to, and takes itself off'],
    [`${pages}/customers/customers.spec.ts`, 'says "about" where the total is an estimate'],
  ],
  '10: columns chosen, ordered and drawn to width, standard until then': [
    [`${ui}/list-parts.spec.ts`, 'are the standard ones until somebody chooses; the first always leads'],
    [`${ui}/list-parts.spec.ts`, 'are taken, left and moved in the chooser, and go back to standard'],
    [`${ui}/list-parts.spec.ts`, 'is drawn to other widths at the edge of a header'],
  ],
  '12: a bar for many, up to all that match': [
    [`${pages}/customers/bulk.spec.ts`, 'edits all that match by the list’s own filters'],
    [`${pages}/customers/bulk.spec.ts`, 'chooses a page by its header, and leaves single rows out again'],
  ],
  '13: many as a job, with its failures and another try': [
    ['libs/customers/src/bulk/bulk.db.spec.ts', 'lists who was deleted meanwhile as failures, does the others'],
    ['test/browser/customers.browser.spec.ts', 'tags many with one word, sees it happen, and takes it back'],
  ],
  '14: what a role may not do is not offered, what destroys asks with the count': [
    [`${pages}/customers/bulk.spec.ts`, 'is not offered to those who may not'],
    [`${pages}/customers/bulk.spec.ts`, 'edits the chosen rows after saying how many, and empties the choice'],
  ],
  '17: undo': [
    [`${pages}/customers/customers.spec.ts`, 'deletes after asking, and undoes it'],
    ['libs/customers/src/bulk/bulk.db.spec.ts', 'takes off only the tags that the job put on'],
  ],
  '18: two who edit the same are asked': [
    [`${pages}/customers/customers.spec.ts`, 'asks whose edit stays when somebody saved first'],
    ['test/browser/customers.browser.spec.ts', 'asks two people who edit the same customer whose word stays'],
  ],
  '19: nothing unsaved is left by mistake': [
    [`${pages}/customers/customers.spec.ts`, 'is not left with what is not saved, unless somebody says so'],
  ],
  '20: a preview beside the list, with its own address': [
    [`${pages}/orders/orders.spec.ts`, 'previews an order beside the list, at an address of its own, until Escape'],
  ],
  '21: a timeline by kind that goes on': [
    [`${ui}/history.spec.ts`, 'goes on behind its end until there is nothing older'],
    [`${ui}/history.spec.ts`, 'shows one kind from its start, and the fresh start after something was done'],
  ],
  '22: a customer at a glance': [
    [`${pages}/customers/customers.spec.ts`, 'shows figures, profile, identities, custom fields, orders and timeline'],
  ],
  '25: duplicates, a merge by fields, and the way back': [
    [
      `${pages}/customers/customers.spec.ts`,
      'suggests duplicates with what they share, until somebody says that they are two',
    ],
    [`${pages}/customers/customers.spec.ts`, 'asks whose value stays, custom fields too, and can be undone'],
    [
      'test/browser/customers.browser.spec.ts',
      'merges two customers by choosing whose values stay, and parts them again',
    ],
  ],
  '27: skeletons, read out': [[`${ui}/parts.spec.ts`, 'is read out as loading']],
  '28: empty is not the same as not found': [
    [`${pages}/customers/customers.spec.ts`, 'tells an empty workspace from a search that finds nobody'],
  ],
  '29: errors in plain words, with the request id': [
    [`${pages}/customers/customers.spec.ts`, 'shows what the API said with the request id, and tries again'],
  ],
  '31: a file is read, mapped and previewed': [
    [`${pages}/imports/imports.spec.ts`, 'keeps the file as a draft, and opens it'],
    [`${pages}/imports/imports.spec.ts`, 'gives a column another field, and reads the rows again'],
  ],
  '32: bad rows are fixed in place, skipped, or handed out with the reason': [
    [`${pages}/imports/imports.spec.ts`, 'marks bad cells with their reason, and puts them right where they stand'],
    [`${pages}/imports/imports.spec.ts`, 'hands out the rejected rows as a file'],
  ],
  '33: imports are listed and undone': [
    [`${pages}/imports/imports.spec.ts`, 'lists runs with their counts'],
    [`${pages}/imports/imports.spec.ts`, 'is undone after asking, and lists what was kept'],
  ],
  '34: a sample file, any encoding, and exports that no spreadsheet runs': [
    [`${pages}/imports/imports.spec.ts`, 'hands out a sample file'],
    ['libs/imports/src/csv/encodings.spec.ts', 'are told by their mark, their validity or their frequency'],
    [`${ui}/chart.spec.ts`, 'is handed out as CSV with exact numbers, and no text that is a formula'],
  ],
  '36: periods, compared, in a zone that is named': [
    [`${pages}/dashboard/dashboard.spec.ts`, 'compares with the year before, and keeps that in its address'],
    [`${pages}/analytics/analytics.spec.ts`, 'says how it was made and what is missing from it'],
  ],
  '37: charts as tables and files, clicked through': [
    [`${ui}/chart.spec.ts`, 'is described, drawn, picked from, and shown as a table'],
    [`${pages}/dashboard/dashboard.spec.ts`, 'leads from a country to its orders'],
  ],
  '40: dark, light, system': [
    [`${shell}/shell.spec.ts`, 'switches theme and density, signs out, and says who is signed in'],
  ],
  '41: languages switched at run time': [
    [`${ui}/language.spec.ts`, 'is what the profile says, else what this browser spoke last'],
    ['test/browser/every-page.browser.spec.ts', 'speaks %s on every page'],
  ],
  '42: mirrored, with ids and numbers left alone': [
    [`${ui}/language.spec.ts`, 'turns the page round, and what lies over it'],
    [`${ui}/parts.spec.ts`, 'stays left to right and goes to the clipboard'],
  ],
  '43: money never bare, with its rate and day': [
    [`${ui}/parts.spec.ts`, 'shows what it is in another currency, with the rate and its day on hover and focus'],
  ],
  '51: WCAG AA, small screens': [
    ['test/browser/every-page.browser.spec.ts', 'keeps to WCAG 2.1 AA, and fits the smallest phone'],
    ['test/browser/every-language.full.spec.ts', 'lets somebody without a mouse sign in, find a customer, edit her'],
  ],
}

it.each(Object.entries(expectations))('%s', (_, tests) => {
  for (const [file, name] of tests) expect(readFileSync(join(root, file), 'utf8')).toContain(name)
})
