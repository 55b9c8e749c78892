import { once } from 'node:events'
import { io, type Socket } from 'socket.io-client'
import { newId } from '@portolan/contracts'
import { config, Tokens } from '@portolan/platform'
import type { Persona, TestTenant } from '@portolan/testing'
import { sign } from 'jsonwebtoken'
import { testApi, type TestApi } from '../../libs/testing/src/api'

let api: TestApi
let a: TestTenant
let b: TestTenant
const sockets: Socket[] = []

beforeAll(async () => {
  api = await testApi()
  a = await api.tenant('a')
  b = await api.tenant('b')
})
afterAll(() => api.close())
afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.disconnect())
})

interface Happened {
  topic: string
  event: string
  ids: string[]
}

function open(token: string | undefined, headers: Record<string, string> = {}): Socket {
  const socket = io(api.origin, {
    path: '/realtime',
    auth: token === undefined ? {} : { token },
    extraHeaders: headers,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  })
  sockets.push(socket)
  return socket
}

const tokenOf = async (tenant: TestTenant, persona: Persona) => {
  const { headers } = await api.caller(tenant, persona)
  return (headers.authorization ?? '').slice('Bearer '.length)
}

async function listen(tenant: TestTenant, persona: Persona) {
  const token = await tokenOf(tenant, persona)
  const socket = open(token)
  const heard: Happened[] = []
  socket.on('happened', (message: Happened) => heard.push(message))
  await once(socket as never, 'connect')
  return { socket, heard, token }
}

const refusal = async (socket: Socket) => {
  const [error] = (await once(socket as never, 'connect_error')) as [Error]
  return error.message
}

it('lets nobody in without a token that holds', async () => {
  expect(await refusal(open(undefined))).toBe('token.invalid')
  expect(await refusal(open('nonsense'))).toBe('token.invalid')
  const over = sign({ typ: 'access' }, config.JWT_SECRET ?? '', { expiresIn: -1 })
  expect(await refusal(open(over))).toBe('token.invalid')
})

it('lets no page of another origin in, and the console’s own', async () => {
  const token = await tokenOf(a, 'manager')
  expect(await refusal(open(token, { origin: 'https://evil.example' }))).toBeTruthy()
  await once(open(token, { origin: api.origin }) as never, 'connect')
})

it('tells ids to those who may read the rows, and nobody else', async () => {
  const manager = await listen(a, 'manager')
  const agent = await listen(a, 'agent')
  const other = await listen(a, 'other_agent')
  const stranger = await listen(b, 'admin')
  const caller = await api.caller(a, 'manager')
  const made = async (body: object) => (await caller.post<{ data: { id: string } }>('/customers', body)).body.data.id
  const assigned = await made({ first_name: 'Ada', assigned_to: a.agent.id })
  const unassigned = await made({ first_name: 'Bea' })
  const hears = once(manager.socket as never, 'happened')
  const agentHears = once(agent.socket as never, 'happened')
  await api.drain()
  await Promise.all([hears, agentHears])
  expect(manager.heard).toEqual([
    { topic: 'customers', event: 'customer.created', ids: expect.arrayContaining([assigned, unassigned]) as string[] },
  ])
  expect(agent.heard).toEqual([{ topic: 'customers', event: 'customer.created', ids: [assigned] }])
  expect([other.heard, stranger.heard]).toEqual([[], []])
})

it('closes at once when the person signs out, and when an administrator deactivates her', async () => {
  const { socket, token } = await listen(a, 'readonly')
  const closed = once(socket as never, 'disconnect')
  await fetch(`${api.origin}/api/v1/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  await closed
  const agent = await listen(b, 'agent')
  const ended = once(agent.socket as never, 'disconnect')
  const admin = await api.caller(b, 'admin')
  expect((await admin.delete(`/users/${b.agent.id}`)).status).toBeLessThan(300)
  await ended
  expect(socket.connected || agent.socket.connected).toBe(false)
})

it('goes on with the next token of the same sign-in, and with no other', async () => {
  const { socket, token } = await listen(a, 'manager')
  const identity = api.get(Tokens).verifyAccess(token)
  if (!identity) throw new Error('the token is ours')
  const closed = once(socket as never, 'disconnect')
  socket.emit('token', api.get(Tokens).signAccess(identity))
  socket.emit('token', api.get(Tokens).signAccess({ ...identity, session: newId() }))
  await closed
})

it('closes when the token runs out', async () => {
  const identity = api.get(Tokens).verifyAccess(await tokenOf(a, 'manager'))
  const claims = { tenant_id: a.id, role: 'manager', typ: 'access', client: 'console' }
  const short = sign(claims, config.JWT_SECRET ?? '', {
    issuer: 'portolan',
    audience: 'portolan-api',
    subject: a.manager.id,
    jwtid: identity?.session ?? '',
    expiresIn: 2,
  })
  const socket = open(short)
  await once(socket as never, 'connect')
  await once(socket as never, 'disconnect')
})

it('takes no more than twenty sockets of one person', async () => {
  const token = await tokenOf(a, 'admin')
  const opened = Array.from({ length: 20 }, () => open(token))
  await Promise.all(opened.map((socket) => once(socket as never, 'connect')))
  expect(await refusal(open(token))).toBe('sockets.too_many')
})
