import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { Controller, Get, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance } from 'fastify'
import { Public } from '../auth/access'
import { httpAdapter, prepareHttp } from './adapter'
import { serveConsole } from './console'
import { HttpModule } from './http.module'

@Controller('things')
class ThingsController {
  @Get() @Public() list(): object {
    return {}
  }
}
@Module({ imports: [HttpModule], controllers: [ThingsController] })
class TestModule {}

let app: NestFastifyApplication
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-console-'))
  writeFileSync(join(folder, 'index.html'), '<app-root></app-root>')
  writeFileSync(join(folder, 'main-ABCD1234.js'), 'console.log(1)')
  writeFileSync(join(folder, 'main-ABCD1234.js.br'), brotliCompressSync('console.log(1)'))
  const module = await Test.createTestingModule({ imports: [TestModule] })
    .useMocker(() => ({}))
    .compile()
  app = module.createNestApplication<NestFastifyApplication>(httpAdapter())
  await prepareHttp(app)
  await serveConsole(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, folder)
  await app.init()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, headers = {}) => app.inject({ url, headers })

it.each(['/', '/customers/018f3a5e', '/orders?status=pending', '/caf%C3%A9'])(
  'shows the console at %s',
  async (url) => {
    const { statusCode, headers, payload } = await get(url)
    expect([statusCode, payload]).toEqual([200, '<app-root></app-root>'])
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  },
)

it('lets browsers keep files whose names change with their contents', async () => {
  const { statusCode, headers } = await get('/main-ABCD1234.js')
  expect(statusCode).toBe(200)
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
})

it('sends files as the build has compressed them, to those who understand it', async () => {
  const { headers, rawPayload } = await get('/main-ABCD1234.js', { 'accept-encoding': 'gzip, br' })
  expect([headers['content-encoding'], headers['vary']]).toEqual(['br', expect.stringContaining('accept-encoding')])
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(headers['content-type']).toContain('javascript')
  expect(brotliDecompressSync(rawPayload).toString()).toBe('console.log(1)')
})

it.each(['/api/v1/nowhere', '/api', '/health/nowhere', '/main-FFFF0000.js', '/%ff', '/.git/config'])(
  'is not what is at %s',
  async (url) => {
    const { statusCode, headers, payload } = await get(url)
    expect([400, 403, 404]).toContain(statusCode)
    expect(headers['content-type']).toContain('application/json')
    expect(payload).toContain('"error"')
  },
)

it('leaves the API to itself', async () => {
  expect((await get('/api/v1/things')).statusCode).toBe(200)
})
