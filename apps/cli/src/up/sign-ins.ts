// The demo's sign-ins: written by `portolan seed`, shown at each start, handed to programs in ready.json.
import { readJson } from './data-folder'

export interface Account {
  tenant: string
  role: string
  email: string
  password: string
}

export function accountsIn(file: string): Account[] {
  return readJson<Account[]>(file) ?? []
}

/** One line per account, in columns. */
export function signInLines(accounts: Account[]): string[] {
  const width = (key: keyof Account) => Math.max(...accounts.map((account) => account[key].length))
  const [tenant, role, email] = [width('tenant'), width('role'), width('email')]
  return accounts.map(
    (account) =>
      `  ${account.tenant.padEnd(tenant)}  ${account.role.padEnd(role)}  ${account.email.padEnd(email)}  ${account.password}`,
  )
}
