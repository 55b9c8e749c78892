import { Controller, Get, Module } from '@nestjs/common'
import { ApiOperation } from '@nestjs/swagger'
import { Test } from '@nestjs/testing'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { Public } from '../auth/access'
import { missing } from '../errors'
import { PublicResources } from '../public/public-resources'
import { httpAdapter, prepareHttp } from './adapter'
import { Deprecated } from './deprecated'
import { HttpModule } from './http.module'
import { buildOpenApi } from './openapi'

const deprecation = { since: '2027-01-01', sunset: '2027-07-01', link: '/api/docs#/things' }

@Controller('things')
class ThingsController {
  @Get('old') @Public() @Deprecated(deprecation) @ApiOperation({ summary: 'The old way' }) old(): object {
    return { way: 'old' }
  }

  @Get('gone') @Public() @Deprecated(deprecation) gone(): never {
    throw missing('thing')
  }

  @Get('new') @Public() new(): object {
    return { way: 'new' }
  }
}

/** The document names what webhooks send, too; here that is nothing in particular. */
const publicResources = { provide: PublicResources, useValue: { of: () => ({ answer: Object }) } }

@Module({ imports: [HttpModule], controllers: [ThingsController], providers: [publicResources] })
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

const told = {
  deprecation: '@1798761600',
  sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
  link: '</api/docs#/things>; rel="deprecation"; type="text/html"',
}

it.each([
  ['old', 200],
  ['gone', 404],
])('says of %s since when nobody should use it, when it goes, and where to read on', async (path, status) => {
  const { statusCode, headers } = await app.inject({ method: 'GET', url: `/api/v1/things/${path}` })
  expect(statusCode).toBe(status)
  expect(headers).toMatchObject(told)
})

it('says nothing of operations that stay', async () => {
  const { headers } = await app.inject({ method: 'GET', url: '/api/v1/things/new' })
  for (const name of Object.keys(told)) expect(headers).not.toHaveProperty(name)
})

it('marks the operation in the OpenAPI document', () => {
  const { paths } = buildOpenApi(app)
  expect(paths['/api/v1/things/old']?.get).toMatchObject({
    summary: 'The old way',
    deprecated: true,
    responses: { '200': { headers: { Deprecation: {}, Sunset: {}, Link: {} } } },
  })
  expect(paths['/api/v1/things/new']?.get).not.toHaveProperty('deprecated')
})

it.each([
  { ...deprecation, sunset: '2027-01-01' },
  { ...deprecation, since: '2027-02-30' },
  { ...deprecation, link: 'javascript:alert(1)' },
])('refuses %j when the code is loaded', (wrong) => {
  expect(() => Deprecated(wrong)).toThrow('@Deprecated')
})
