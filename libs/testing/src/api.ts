// The whole API over HTTP on a database of its own, with the worker's handlers beside it: `api.drain()` stands in for
// the worker process. With E2E_PROCESSES=many the built processes answer and work instead, two of each behind one port.
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { AddressInfo } from 'node:net'
import { newId } from '@portolan/contracts'
import { httpAdapter, mailSettings, Tokens, type MailSettings } from '@portolan/platform'
import { ApiModule } from '../../../apps/api/src/api.module'
import { prepareApi } from '../../../apps/api/src/create-api'
import { WorkerHandlersModule } from '../../../apps/worker/src/worker.module'
import { Processes } from './processes'
import { World, type Persona, type TestTenant } from './world'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
  readonly text: string
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Calls the API as one caller; paths are below /api/v1. */
export class Caller {
  constructor(
    readonly base: string,
    readonly headers: Record<string, string> = {},
  ) {}

  get<Body = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send('GET', path, undefined, headers)
  }

  post<Body = Record<string, unknown>>(path: string, body?: unknown, headers: Record<string, string> = {}) {
    return this.send<Body>('POST', path, body, headers)
  }

  put<Body = Record<string, unknown>>(path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.send<Body>('PUT', path, body, headers)
  }

  patch<Body = Record<string, unknown>>(path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.send<Body>('PATCH', path, body, headers)
  }

  delete<Body = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send('DELETE', path, undefined, headers)
  }

  async send<Body>(
    method: Method,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer<Body>> {
    const json = body !== undefined && !(body instanceof FormData)
    const response = await fetch(this.base + path, {
      method,
      redirect: 'manual',
      headers: { ...this.headers, ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
      body: json ? JSON.stringify(body) : body,
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Body }
  }
}

export class TestApi extends World {
  private app: NestFastifyApplication
  private processes: Processes | null = null

  static async start(): Promise<TestApi> {
    const { module, database, owner } = await World.prepare([ApiModule, WorkerHandlersModule])
    const api = new TestApi(module, database, owner)
    api.app = module.createNestApplication<NestFastifyApplication>(httpAdapter(), { logger: false })
    await prepareApi(api.app)
    if (process.env.E2E_PROCESSES === 'many') {
      // For specs that ask for a service by hand; and it keeps the mail that the workers send.
      await api.app.init()
      api.processes = await Processes.start(database, module.get<MailSettings>(mailSettings).url)
    } else await api.app.listen(0, '127.0.0.1')
    return api
  }

  override async drain(): Promise<void> {
    await this.processes?.drain()
    // Nothing is left for the handlers in this process then; failed jobs are told here.
    await super.drain()
  }

  override async close(): Promise<void> {
    await this.processes?.close()
    await this.app.close()
    await super.close()
  }

  /** Address of the server, without a path. */
  get origin(): string {
    if (this.processes) return this.processes.origin
    return `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`
  }

  /** Addresses of the server's processes, for what each of them tells of itself. */
  get origins(): string[] {
    return this.processes?.origins ?? [this.origin]
  }

  /** A caller without a token. */
  get anonymous(): Caller {
    return new Caller(`${this.origin}/api/v1`)
  }

  /** A caller with a token of one of the tenant's people. */
  async caller(tenant: TestTenant, persona: Persona): Promise<Caller> {
    const { id: user, role } = tenant[persona]
    const session = newId()
    await this.owner.query(
      `insert into sessions (id, user_id, tenant_id, role, kind, expires_at)
       values ($1, $2, $3, $4, 'api', now() + interval '1 hour')`,
      [session, user, tenant.id, role],
    )
    const token = this.get(Tokens).signAccess({ user, tenant: tenant.id, role, session, client: 'api' })
    return new Caller(`${this.origin}/api/v1`, { authorization: `Bearer ${token}` })
  }
}

/** Starts the API; close it in `afterAll`. */
export function testApi(): Promise<TestApi> {
  return TestApi.start()
}
