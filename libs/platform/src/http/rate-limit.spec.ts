import { Body, Controller, Get, HttpCode, Module, Post, type INestApplication } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { newId } from '@portolan/contracts'

// The sizes are read when the configuration is, so they are set before anything is imported.
const sizes = { ANONYMOUS: 3, CLIENT: 4, ADMIN: 5, CONSOLE: 6, SIGN_IN: 2, INBOUND: 2 }
const unique = newId()

let app: NestFastifyApplication
let tokenOf: (role: 'admin' | 'agent', client?: 'api' | 'console') => string

beforeAll(async () => {
  for (const [name, size] of Object.entries(sizes)) process.env[`RATE_LIMIT_${name}`] = String(size)
  // Nobody listens there: the buckets of the process itself are what is tested.
  process.env.REDIS_URL = 'redis://127.0.0.1:1'
  const platform = await import('../index')
  const { Can, httpAdapter, HttpModule, prepareHttp, Public, RateLimit, Tokens } = platform

  @Controller('things')
  class ThingsController {
    @Get() @Can('customers.read') list(): object[] {
      return []
    }

    @Get('open') @Public() open(): object {
      return {}
    }

    @Get('uncounted') @Public() @RateLimit('none') uncounted(): object {
      return {}
    }

    @Post('inbound/:integration_id') @Public() @RateLimit('inbound') inbound(): object {
      return {}
    }

    @Post('refused') @Public() @RateLimit('auth') refused(@Body() { email }: { email?: string }): never {
      throw new platform.DomainError('unauthenticated', 'credentials.wrong', `Wrong password for ${email ?? 'nobody'}`)
    }

    @Post('granted') @HttpCode(200) @Public() @RateLimit('auth') granted(@Body() credentials: object): object {
      return credentials
    }
  }
  @Module({ imports: [HttpModule], controllers: [ThingsController] })
  class TestModule {}

  const module = await Test.createTestingModule({ imports: [TestModule] })
    .useMocker(() => ({}))
    .compile()
  app = module.createNestApplication<NestFastifyApplication>(httpAdapter())
  await prepareHttp(app)
  await (app as INestApplication).init()
  tokenOf = (role, client = 'api') =>
    app.get(Tokens).signAccess({ user: newId(), tenant: unique, role, session: newId(), client })
})
afterAll(() => app.close())

interface Call {
  readonly token?: string
  readonly address?: string
  readonly email?: string
}

async function times(count: number, method: 'GET' | 'POST', path: string, call: Call = {}) {
  const answers = []
  for (let made = 0; made < count; made++) {
    const { statusCode, headers } = await app.inject({
      method,
      url: `/api/v1/things${path}`,
      remoteAddress: call.address ?? '203.0.113.1',
      headers: call.token ? { authorization: `Bearer ${call.token}` } : {},
      ...(call.email ? { payload: { email: call.email } } : {}),
    })
    answers.push({ status: statusCode, headers })
  }
  return answers
}
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status)

describe('without Redis', () => {
  it('counts strangers by address, and tells how much is left', async () => {
    const answers = await times(4, 'GET', '/open', { address: '203.0.113.2' })
    expect(statuses(answers)).toEqual([200, 200, 200, 429])
    expect(answers.map(({ headers }) => headers['x-ratelimit-remaining'])).toEqual(['2', '1', '0', '0'])
    expect(answers[0]?.headers['x-ratelimit-limit']).toBe('3')
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(3000)
    expect(statuses(await times(1, 'GET', '/open', { address: '203.0.113.3' }))).toEqual([200])
  })

  it('does not believe a forwarded address that no trusted proxy sent', async () => {
    await times(3, 'GET', '/open', { address: '203.0.113.4' })
    const { statusCode } = await app.inject({
      url: '/api/v1/things/open',
      remoteAddress: '203.0.113.4',
      headers: { 'x-forwarded-for': '198.51.100.1' },
    })
    expect(statusCode).toBe(429)
  })

  it('counts one household of IPv6 addresses as one', async () => {
    await times(3, 'GET', '/open', { address: '2001:db8:1:2::1' })
    expect(statuses(await times(1, 'GET', '/open', { address: '2001:db8:1:2:ffff::9' }))).toEqual([429])
  })

  it.each<['agent' | 'admin', 'api' | 'console', number]>([
    ['agent', 'api', 4],
    ['admin', 'api', 5],
    ['admin', 'console', 6],
  ])('counts the token of an %s by %s up to %i', async (role, client, size) => {
    const answers = await times(size + 1, 'GET', '', { token: tokenOf(role, client) })
    expect(statuses(answers)).toEqual([...Array<number>(size).fill(200), 429])
  })

  it('counts guessed tokens as a stranger’s requests', async () => {
    const call = { token: 'guessed', address: '203.0.113.5' }
    expect(statuses(await times(4, 'GET', '', call))).toEqual([401, 401, 401, 429])
  })

  it('counts refused sign-ins by account and address, and not those that succeed', async () => {
    const ada = { email: 'ada@example.com', address: '203.0.113.6' }
    expect(statuses(await times(5, 'POST', '/granted', ada))).toEqual([200, 200, 200, 200, 200])
    expect(statuses(await times(3, 'POST', '/refused', ada))).toEqual([401, 401, 429])
    expect(statuses(await times(1, 'POST', '/refused', { ...ada, email: ' ADA@example.com' }))).toEqual([429])
    expect(statuses(await times(1, 'POST', '/granted', { ...ada, address: '203.0.113.7' }))).toEqual([200])
    expect(statuses(await times(1, 'POST', '/granted', { ...ada, email: 'eve@example.com' }))).toEqual([200])
  })

  it('does not count what says so', async () => {
    const answers = await times(10, 'GET', '/uncounted', { address: '203.0.113.8' })
    expect(new Set(statuses(answers))).toEqual(new Set([200]))
    expect(answers[0]?.headers).not.toHaveProperty('x-ratelimit-limit')
  })
})

it('a shop may send so many events a second, and others take no room of it', async () => {
  const statuses = async (shop: string, address: string) =>
    (await times(3, 'POST', `/inbound/${shop}`, { address })).map(({ status }) => status)
  expect(await statuses('one', '203.0.113.50')).toEqual([201, 201, 429])
  expect(await statuses('two', '203.0.113.50')).toEqual([201, 201, 429])
  expect(await statuses('one', '203.0.113.51')).toEqual([201, 201, 429])
})
