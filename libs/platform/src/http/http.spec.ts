import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { Type } from 'class-transformer'
import { IsEmail, IsInt, IsString, Max, MaxLength, ValidateNested } from 'class-validator'
import { sign } from 'jsonwebtoken'
import { newId, type Role } from '@portolan/contracts'
import { Can, Public } from '../auth/access'
import { Tokens } from '../auth/tokens'
import { context } from '../database/context'
import { DomainError, missing } from '../errors'
import { httpAdapter, prepareHttp } from './adapter'
import { Bare } from './envelope'
import { HttpModule } from './http.module'
import { Id } from './id'
import { IfMatch } from './if-match'
import { Json, JsonPage } from './json'
import type { ListQuery } from './resource/plan'

class LineDto {
  @IsInt()
  @Max(10)
  quantity!: number
}

class PlaceDto {
  @IsString()
  @MaxLength(5)
  name!: string

  @IsEmail()
  email!: string

  @ValidateNested({ each: true })
  @Type(() => LineDto)
  items!: LineDto[]
}

const failures: Record<string, () => Error> = {
  conflict: () => new DomainError('conflict', 'order.closed', 'The order is closed'),
  duplicate: () => Object.assign(new Error('duplicate key value (ada@example.com)'), { code: '23505' }),
  ended: () => Object.assign(new Error('the session has ended'), { code: 'PT401' }),
  maintenance: () => Object.assign(new Error('maintenance'), { code: 'PT503' }),
  suspended: () => Object.assign(new Error('suspended'), { code: 'PT403' }),
  slow: () => Object.assign(new Error('canceling statement'), { code: '57014' }),
  lost: () => new Error('Connection terminated unexpectedly'),
  syntax: () => Object.assign(new Error('syntax error at or near "selec"'), { code: '42601' }),
  surprise: () => new TypeError('cannot read secrets of undefined'),
}

@Controller('things')
class ThingsController {
  @Get() @Can('customers.read') list(@Query() query: ListQuery): JsonPage {
    const pagination = {
      page: query.cursor ? null : Number(query.page ?? 1),
      perPage: 2,
      total: 5,
      totalIsEstimate: false,
    }
    return new JsonPage('[{"a":1}]', pagination, 'abc')
  }

  @Get('me') @Can('customers.read') me(): object {
    return context()
  }

  @Get('bare') @Public() @Bare() bare(): object {
    return { status: 'ok' }
  }

  @Get('failing/:how') @Public() fail(@Param('how') how: string): never {
    throw failures[how]?.() ?? missing('thing')
  }

  @Get(':id') @Can('customers.read') one(@Id('thing') id: string): Json {
    return new Json(`{"id":"${id}","amount":"1.10"}`, { id, version: 3 })
  }

  @Post() @Can('orders.create') place(@Body() dto: PlaceDto, @IfMatch() version: number | null): object {
    return { ...dto, version, context: context().role }
  }

  @Post('raw') @Public() raw(@Body() body: Record<string, unknown>): object {
    return { body, user: context().user }
  }

  @Post('nothing') @Public() @HttpCode(204) nothing(): void {
    return undefined
  }
}

@Module({ imports: [HttpModule], controllers: [ThingsController] })
class TestModule {}

let app: NestFastifyApplication

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [TestModule] })
    .useMocker(() => ({}))
    .compile()
  app = module.createNestApplication<NestFastifyApplication>(httpAdapter())
  await prepareHttp(app)
  await app.init()
})
afterAll(() => app.close())

const tenant = newId()
const user = newId()
const session = newId()
const tokenOf = (role: Role, client: 'api' | 'console' = 'api'): string =>
  app.get(Tokens).signAccess({ user, tenant, role, session, client })

async function call(method: 'GET' | 'POST' | 'PUT' | 'HEAD', url: string, options: CallOptions = {}) {
  const authorization = options.token ?? (options.role ? `Bearer ${tokenOf(options.role)}` : undefined)
  const answer = await app.inject({
    method,
    url,
    headers: { ...(authorization ? { authorization } : {}), ...options.headers },
    ...(options.body === undefined ? {} : { payload: options.body as string }),
  })
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload, json: () => answer.json<Answer>() }
}
interface CallOptions {
  role?: Role
  token?: string
  headers?: Record<string, string>
  body?: object | string
}
interface Answer {
  data: Record<string, unknown>
  meta: Record<string, unknown>
  links: Record<string, string | null>
  error: { code: string; reason: string; message: string; details?: Record<string, string[]> }
}
const json = { 'content-type': 'application/json' }

describe('an answer', () => {
  it('is one row in its envelope, with its version', async () => {
    const id = newId()
    const answer = await call('GET', `/api/v1/things/${id}`, { role: 'agent' })
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual(
      expect.objectContaining({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        etag: 'W/"3"',
        'x-content-type-options': 'nosniff',
      }),
    )
    const { data, meta } = answer.json()
    expect(data).toEqual({ id, amount: '1.10' })
    expect(meta.timestamp).toMatch(/Z$/)
    expect(meta.request_id).toBe(answer.headers['x-request-id'])
  })

  it('is a page whose links keep the other parameters', async () => {
    const { json: page } = await call('GET', '/api/v1/things?name=a%20b&page=2', { role: 'agent' })
    expect(page().meta.pagination).toEqual({ page: 2, per_page: 2, total: 5, total_pages: 3, total_is_estimate: false })
    expect(page().links).toEqual({
      self: '/api/v1/things?name=a%20b&page=2',
      next: '/api/v1/things?name=a+b&page=3',
      prev: '/api/v1/things?name=a+b&page=1',
      first: '/api/v1/things?name=a+b',
      last: '/api/v1/things?name=a+b&page=3',
    })
  })

  it('leads on by cursor who names no page', async () => {
    const { json: page } = await call('GET', '/api/v1/things', { role: 'agent' })
    expect(page().links.next).toBe('/api/v1/things?cursor=abc')
    const { json: walked } = await call('GET', '/api/v1/things?cursor=abd', { role: 'agent' })
    expect(walked().links).toEqual(expect.objectContaining({ prev: null, first: '/api/v1/things', last: null }))
  })

  it('takes the caller’s request id when it is harmless', async () => {
    const own = await call('GET', '/api/v1/things/bare', { headers: { 'x-request-id': 'order-import-1' } })
    expect(own.headers['x-request-id']).toBe('order-import-1')
    expect(own.json()).toEqual({ status: 'ok' })
    const other = await call('GET', '/api/v1/things/bare', { headers: { 'x-request-id': 'a b\u0001<script>' } })
    expect(other.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('may be empty', async () => {
    expect(await call('POST', '/api/v1/things/nothing')).toEqual(expect.objectContaining({ status: 204, text: '' }))
  })
})

describe('who may call', () => {
  it('is known from the token, and the route runs as them', async () => {
    const { json: me } = await call('GET', '/api/v1/things/me', { role: 'manager' })
    expect(me().data).toEqual(expect.objectContaining({ tenant, user, session, role: 'manager', language: 'en' }))
  })

  it.each(['/api/v1/things/me', '/api/v1/things/me/', '/%61pi/v1/things/me', '/api/v1/%74hings/me'])(
    'is asked at %s',
    async (url) => {
      expect((await call('GET', url)).status).toBe(401)
      expect((await call('HEAD', url)).status).toBe(401)
      expect((await call('GET', url, { role: 'readonly' })).status).toBe(200)
    },
  )

  it.each(['//api/v1/things/me', '/api//v1/things/me', '/api;/v1/things/me', '/API/v1/things/me'])(
    'does not find anything at %s',
    async (url) => {
      expect((await call('GET', url)).status).toBe(404)
    },
  )

  it('is refused without the permission, by name', async () => {
    const { status, json: refusal } = await call('POST', '/api/v1/things', { role: 'agent', body: {} })
    expect(status).toBe(403)
    expect(refusal().error).toEqual({
      code: 'FORBIDDEN',
      reason: 'permission.denied',
      message: 'Your role does not allow this',
    })
  })

  it('does not matter on a public route, whatever the token', async () => {
    const { json: raw } = await call('POST', '/api/v1/things/raw', { role: 'admin', body: { a: 1 } })
    expect(raw().data).toEqual({ body: { a: 1 }, user: null })
    expect((await call('POST', '/api/v1/things/raw', { token: 'Bearer nonsense', body: {} })).status).toBe(201)
  })

  const claims = { tenant_id: tenant, role: 'admin', typ: 'access', client: 'api' }
  const key = process.env.JWT_SECRET ?? ''
  const right = { issuer: 'portolan', audience: 'portolan-api', subject: user, jwtid: session, expiresIn: 60 }
  it.each<[string, string]>([
    ['without an algorithm', sign(claims, '', { ...right, algorithm: 'none' })],
    ['of another algorithm', sign(claims, key, { ...right, algorithm: 'HS512' })],
    ['of another key', sign(claims, `${key}!`, right)],
    ['of another kind', sign({ ...claims, typ: 'refresh' }, key, right)],
    ['for somebody else', sign(claims, key, { ...right, audience: 'shop' })],
    ['from somebody else', sign(claims, key, { ...right, issuer: 'shop' })],
    ['that is over', sign(claims, key, { ...right, expiresIn: -1 })],
    ['of a role that no token has', sign({ ...claims, role: 'system' }, key, right)],
    ['without a session', sign(claims, key, { ...right, jwtid: 'x' })],
    ['that is none', 'abc'],
  ])('is nobody with a token %s', async (_, token) => {
    const { status, json: refusal } = await call('GET', '/api/v1/things/me', { token: `Bearer ${token}` })
    expect([status, refusal().error.reason]).toEqual([401, 'token.invalid'])
  })
})

describe('an error', () => {
  it.each<[string, number, string, string]>([
    ['conflict', 409, 'CONFLICT', 'order.closed'],
    ['duplicate', 409, 'CONFLICT', 'row.exists'],
    ['ended', 401, 'UNAUTHORIZED', 'session.ended'],
    ['maintenance', 503, 'SERVICE_UNAVAILABLE', 'tenant.maintenance'],
    ['suspended', 403, 'FORBIDDEN', 'tenant.suspended'],
    ['slow', 503, 'SERVICE_UNAVAILABLE', 'query.too_slow'],
    ['lost', 503, 'SERVICE_UNAVAILABLE', 'database.unavailable'],
    ['syntax', 500, 'INTERNAL_SERVER_ERROR', 'internal'],
    ['surprise', 500, 'INTERNAL_SERVER_ERROR', 'internal'],
    ['unknown', 404, 'NOT_FOUND', 'thing.missing'],
  ])('called %s is told as %i %s', async (how, status, code, reason) => {
    const answer = await call('GET', `/api/v1/things/failing/${how}`)
    expect(answer.status).toBe(status)
    expect(answer.json().error).toEqual(expect.objectContaining({ code, reason }))
    expect(answer.text).not.toMatch(/secrets|selec"|ada@|\bat \S+ \(/)
    expect(answer.json().meta.request_id).toBe(answer.headers['x-request-id'])
  })

  it('says when to come back', async () => {
    expect((await call('GET', '/api/v1/things/failing/maintenance')).headers['retry-after']).toBe('60')
  })

  it('tells an unknown address from an unsupported method', async () => {
    const nowhere = await call('GET', '/api/v1/nowhere')
    expect([nowhere.status, nowhere.json().error.code]).toEqual([404, 'NOT_FOUND'])
    const method = await call('PUT', '/api/v1/things', { role: 'admin' })
    expect([method.status, method.json().error.code, method.headers.allow]).toEqual([
      405,
      'BAD_REQUEST',
      'GET, HEAD, POST',
    ])
  })

  it('speaks the reader’s language', async () => {
    const { json: refusal } = await call('GET', '/api/v1/things/me', {
      headers: { 'accept-language': 'bg-BG, en;q=0.5' },
    })
    expect(refusal().error.message).toBe('Първо влезте: нужен е токен за достъп')
  })
})

describe('a body', () => {
  const place = (body: object | string, headers: Record<string, string> = json) =>
    call('POST', '/api/v1/things', { role: 'admin', body, headers })

  it('is checked field by field', async () => {
    const { status, json: refusal } = await place({
      name: 'too long',
      items: [{ quantity: 1 }, { quantity: 'x', price: 1 }],
      role: 'admin',
    })
    expect(status).toBe(400)
    expect(refusal().error).toEqual({
      code: 'VALIDATION_ERROR',
      reason: 'request.invalid',
      message: 'The request is not valid',
      details: {
        role: ['is not known here'],
        name: ['must have at most 5 characters'],
        email: ['must be an e-mail address'],
        'items.1.price': ['is not known here'],
        'items.1.quantity': ['must be at most 10', 'must be a whole number'],
      },
    })
  })

  it('is read whatever the case of its type', async () => {
    const { status, json: refusal } = await place('{"name":1}', { 'content-type': 'Application/JSON; charset=UTF-8' })
    expect([status, Object.keys(refusal().error.details ?? {})]).toEqual([400, ['name', 'email']])
  })

  it('may repeat keys in objects beside each other, and hold text that looks like JSON', async () => {
    const body = { list: [{ a: 1 }, { a: 2, b: '{"a":1,"a":2}' }, ['a', 'a']], a: {} }
    const answer = await call('POST', '/api/v1/things/raw', { body })
    expect(answer.json().data.body).toEqual(body)
  })

  it('is passed on when it is right', async () => {
    const dto = { name: 'Ada', email: 'ada@example.com', items: [{ quantity: 2 }] }
    const { status, json: placed } = await place(dto, { ...json, 'if-match': 'W/"7"' })
    expect([status, placed().data]).toEqual([201, { ...dto, version: 7, context: 'admin' }])
    expect((await place(dto, { ...json, 'if-match': 'seven' })).json().error.details).toHaveProperty('if-match')
  })

  it.each([
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['items.0.constructor', '{"items":[{"constructor":1}]}'],
    ['name.prototype', '{"name":{"prototype":null}}'],
  ])('names the key %s, which reaches a prototype', async (key, body) => {
    const { status, json: refused } = await place(body, json)
    expect([status, Object.keys(refused().error.details ?? {})]).toEqual([400, [key]])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['broken JSON', '{"name":', json, 400],
    ['a prototype', '{"__proto__":{"admin":true}}', json, 400],
    ['a constructor', '{"constructor":{"prototype":{"admin":true}}}', json, 400],
    ['too deep', '['.repeat(60) + ']'.repeat(60), json, 400],
    ['too many values', JSON.stringify(Array(100_002).fill(0)), json, 400],
    ['too large', JSON.stringify('x'.repeat(1024 * 1024)), json, 413],
    ['text that claims nothing', '{"name":"Ada"}', { 'content-type': 'text/plain' }, 415],
    ['an unknown charset of types', '{"name":1}', { 'content-type': 'application/json-patch' }, 415],
    ['no type at all', '{}', { 'content-type': ';' }, 415],
    ['a form', 'name=Ada', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no object', '[]', json, 400],
    ['nothing', '', json, 400],
  ])('of %s is refused', async (_, body, headers, status) => {
    const answer = await place(body, headers)
    expect(answer.status).toBe(status)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('that is too large is heard out, unless it is enormous, so that its sender hears the answer', async () => {
    const closes = async (length: number) => {
      const { headers } = await place('{}', { ...json, 'content-length': String(length) })
      return headers.connection
    }
    expect([await closes(2 ** 22), await closes(2 ** 40)]).toEqual(['keep-alive', 'close'])
  })

  it.each<[string, string]>([
    ['{"a":{"b":["\\u0000"]}}', 'a.b.0'],
    ['{"name":"\\ud800"}', 'name'],
    ['{"a":1e400}', 'a'],
    ['{"a":{"b":"\\"},{","b":2}}', 'b'],
    ['{"role":1,"r\\u006fle":2}', 'role'],
    ['{"a":[9007199254740993]}', 'a.0'],
  ])('%s is refused with the field', async (body, field) => {
    const answer = await place(body)
    expect([answer.status, Object.keys(answer.json().error.details ?? {})]).toEqual([400, [field]])
  })
})

describe('the boot', () => {
  it('stops at a route that does not say who may call it', async () => {
    @Controller('open')
    class OpenController {
      @Get() everything(): string {
        return 'everything'
      }
    }
    @Module({ imports: [HttpModule], controllers: [OpenController] })
    class OpenModule {}
    const module = await Test.createTestingModule({ imports: [OpenModule] })
      .useMocker(() => ({}))
      .compile()
    const open = module.createNestApplication<NestFastifyApplication>(httpAdapter())
    await expect(open.init()).rejects.toThrow('no access rule on OpenController.everything')
    await open.close()
  })
})
