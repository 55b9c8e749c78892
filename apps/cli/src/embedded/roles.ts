import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { repositoryRoot } from './root'

export interface RolePasswords {
  owner: string
  app: string
}

/** Runs docker/roles.sql in the database of this superuser connection. */
export async function applyRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`select set_config('portolan.owner_password', $1, false)`, [passwords.owner])
    await client.query(`select set_config('portolan.app_password', $1, false)`, [passwords.app])
    await client.query(readFileSync(rolesFile(), 'utf8'))
  })
}

export function rolesFile(): string {
  return join(repositoryRoot(), 'docker', 'roles.sql')
}

/** The same server and database as another user. */
export function asRole(url: string, user: string, password: string, database?: string): string {
  const changed = new URL(url)
  changed.username = user
  changed.password = password
  if (database !== undefined) changed.pathname = `/${database}`
  return changed.href
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
