import { randomPassword } from '@portolan/identity'
import { writePrivate } from '../up/data-folder'
import { accountsIn, type Account } from '../up/sign-ins'
import { demos } from './demo'

/**
 * The demo's sign-ins, from the file or with new passwords. They are written before anything else: a seed that is
 * interrupted and done again finds the passwords of the people it has made.
 */
export function prepareAccounts(file: string): Account[] {
  const kept = accountsIn(file)
  if (kept.length) return kept
  const accounts = demos.flatMap(({ tenant, members }) =>
    members
      .filter(({ isShown }) => isShown)
      .map(({ role, email }) => ({ tenant: tenant.slug, role, email, password: randomPassword() })),
  )
  writePrivate(file, accounts)
  return accounts
}
