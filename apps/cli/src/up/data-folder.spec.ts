import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataFolder, databaseUrls, existingInstance, runningInstance } from './data-folder'
import { accountsIn, signInLines } from './sign-ins'

const made: string[] = []
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })))

const fresh = () => {
  const path = mkdtempSync(join(tmpdir(), 'portolan-data-'))
  made.push(path)
  chmodSync(path, 0o755)
  return DataFolder.open(path)
}

it('makes secrets once, for their owner alone', () => {
  const folder = fresh()
  const secrets = folder.secrets()
  expect(DataFolder.open(folder.path).secrets()).toEqual(secrets)
  expect(new Set(Object.values(secrets)).size).toBe(7)
  expect(secrets.jwt.length).toBeGreaterThanOrEqual(32)
  expect(statSync(folder.file('secrets.json')).mode & 0o777).toBe(0o600)
})

it('keeps ports, and takes another when somebody has one of them', async () => {
  const folder = fresh()
  const port = await folder.port('postgres')
  expect(await folder.port('postgres')).toBe(port)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  expect(await folder.port('postgres')).not.toBe(port)
  server.close()
})

it('tells other commands how to reach its servers', async () => {
  const folder = fresh()
  expect(existingInstance(folder.path)).toBeUndefined()
  const secrets = folder.secrets()
  expect(existingInstance(folder.path)).toEqual({
    database: {},
    redis: {},
    jwtSecret: secrets.jwt,
    encryptionKeys: secrets.encryption,
  })
  const [postgres, redis] = [await folder.port('postgres'), await folder.port('redis')]
  const { DATABASE_URL, DATABASE_OWNER_URL } = databaseUrls(postgres, secrets)
  expect(existingInstance(folder.path)).toEqual({
    database: { DATABASE_URL, DATABASE_OWNER_URL },
    redis: { REDIS_URL: `redis://:${secrets.redis}@127.0.0.1:${redis}` },
    jwtSecret: secrets.jwt,
    encryptionKeys: secrets.encryption,
  })
  expect(DATABASE_URL).toMatch(/^postgres:\/\/portolan_app:.*\/portolan$/)
})

it('belongs to one run at a time, and to nobody when that has ended', () => {
  const folder = fresh()
  writeFileSync(folder.file('ready.json'), '{ "pid": 1 }')
  expect(folder.claim()).toBeUndefined()
  expect(existsSync(folder.file('ready.json'))).toBe(false)
  expect(existsSync(folder.file('portolan.pid'))).toBe(true)
  folder.release()
  expect(runningInstance(folder.path)).toBeUndefined()
})

it('shows the sign-ins of the demo in columns', () => {
  const file = fresh().file('accounts.json')
  expect(accountsIn(file)).toEqual([])
  const accounts = [
    { tenant: 'atlas', role: 'admin', email: 'ada@atlas.example', password: 'one' },
    { tenant: 'bo', role: 'readonly', email: 'bo@bo.example', password: 'two' },
  ]
  writeFileSync(file, JSON.stringify(accounts))
  expect(signInLines(accountsIn(file))).toEqual([
    '  atlas  admin     ada@atlas.example  one',
    '  bo     readonly  bo@bo.example      two',
  ])
})
