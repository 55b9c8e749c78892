// Limits are settings, and settings are read once: this file makes them small before anything is loaded.
import type { TestApi } from '../../libs/testing/src/api'
import { redisForLimits } from '../../libs/testing/src/redis'

const password = 'the harbour at dawn'
const allowed = 5
let api: TestApi

beforeAll(async () => {
  process.env.RATE_LIMIT_SIGN_IN = String(allowed)
  process.env.REDIS_URL = await redisForLimits()
  const { testApi } = await import('../../libs/testing/src/api')
  const { Passwords } = await import('../../libs/identity/src/users/passwords')
  api = await testApi()
  await api.tenant('a')
  await api.owner.query(`insert into credentials (user_id, password_hash) select id, $1 from users`, [
    await api.get(Passwords).hash(password),
  ])
})
afterAll(() => api.close())

const attempt = (email: string, tried: string, forwarded = '203.0.113.1') =>
  api.anonymous.post<{ error: { reason: string } }>(
    '/auth/login',
    { email, password: tried },
    { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded },
  )

describe('failed sign-ins', () => {
  it('close the account to this address, whatever address the caller claims', async () => {
    const statuses: number[] = []
    for (let index = 0; index < allowed + 3; index++) {
      statuses.push((await attempt('agent@a-shop.example', 'a wrong password', `203.0.113.${index}`)).status)
    }
    expect(statuses).toEqual([...Array.from({ length: allowed }, () => 401), 429, 429, 429])
    const right = await attempt('AGENT@a-shop.example ', password)
    expect([right.status, right.body.error.reason]).toEqual([429, 'rate.exceeded'])
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('leave other accounts open', async () => {
    expect((await attempt('manager@a-shop.example', password)).status).toBe(200)
  })

  it('are counted for addresses that nobody has, too', async () => {
    const statuses: number[] = []
    for (let index = 0; index < allowed + 1; index++) {
      statuses.push((await attempt('nobody@a-shop.example', 'a wrong password')).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  it('are what counts: signing in properly is not limited', async () => {
    const statuses = new Set<number>()
    for (let index = 0; index < allowed * 2; index++) {
      statuses.add((await attempt('readonly@a-shop.example', password)).status)
    }
    expect([...statuses]).toEqual([200])
  })

  it('get no more through when they come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: allowed * 2 }, () => attempt('other_agent@a-shop.example', 'a wrong password')),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(allowed)
  })
})

describe('mails with a link', () => {
  it.each(['other_agent@a-shop.example', 'nobody.at.all@a-shop.example'])(
    'are written so many times to %s, whether it has an account or not',
    async (email) => {
      const statuses: number[] = []
      for (let index = 0; index < allowed + 1; index++) {
        statuses.push((await api.anonymous.post('/auth/password-reset', { email })).status)
      }
      expect(statuses).toEqual([...Array.from({ length: allowed }, () => 202), 429])
    },
  )
})
