// Attempts to make us call what is ours (security: server-side request forgery), and receivers that mean no good.
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { CallFailed, Outbound } from './outbound'
import { retryAfter } from './retry-after'
import { TargetRefused, Targets } from './targets'

const strict = { privateTargets: [], ports: [443, 8443] }
const outside = new Outbound(new Targets(strict))
const inside = new Outbound(new Targets({ ...strict, privateTargets: ['127.0.0.0/8'] }))

let server: Server
let port: number
let answer: (response: ServerResponse) => void
let calls = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    calls++
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  calls = 0
  answer = (response) => response.end('ok')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await Promise.all([outside.onApplicationShutdown(), inside.onApplicationShutdown()])
})

const call = (outbound: Outbound, url = `http://127.0.0.1:${port}/`, timeoutMs = 5000) =>
  outbound.call(url, { method: 'POST', headers: {}, body: '{}', timeoutMs })

describe('an address', () => {
  const hosts = [
    ...['127.0.0.1', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '0x7f.1', '①②⑦.0.0.1', '127.0.0.1.', '0'],
    ...['[::1]', '[::]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[0:0:0:0:0:ffff:127.0.0.1]'],
    ...['[64:ff9b::7f00:1]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2001::1]', '[fe80::1]', '[fc00::1]', '[fec0::1]'],
    ...['[ff02::1]', '[2001:db8::1]', '[100::1]', '169.254.169.254', '0xA9FEA9FE', '10.0.0.1', '172.16.0.1'],
    ...['192.168.1.1', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', 'localhost'],
    ...['localhost.', 'LOCALHOST'],
  ]
  it.each(hosts)('%s is blocked before anything connects', async (host) => {
    await expect(call(outside, `https://${host}:443/`)).rejects.toMatchObject({ reason: 'blocked' })
    await expect(call(outside, `https://${host}:8443/hooks`)).rejects.toBeInstanceOf(CallFailed)
  })

  it.each([
    ['https://user@example.com/', 'target.credentials'],
    ['https://user:password@example.com/', 'target.credentials'],
    ['file:///etc/passwd', 'target.url'],
    ['gopher://example.com/', 'target.scheme'],
    ['ftp://example.com/', 'target.scheme'],
    ['javascript:alert(1)', 'target.url'],
    ['https:\\\\127.0.0.1\\', 'target.url'],
    ['https://example.com\\@127.0.0.1/', 'target.url'],
    ['https://exa mple.com/', 'target.url'],
    [' https://example.com/', 'target.url'],
    ['//example.com', 'target.url'],
    ['', 'target.url'],
    ['http://93.184.216.34/', 'target.scheme'],
    ['https://93.184.216.34:22/', 'target.port'],
    ['https://93.184.216.34:5432/', 'target.port'],
    ['https://[2606:4700::1111]:6379/', 'target.port'],
  ])('%s is refused for its %s', (address, rule) => {
    expect(() => outside.targets.parse(address)).toThrow(expect.objectContaining({ rule }) as TargetRefused)
  })

  it.each(['https://93.184.216.34/', 'https://[2606:4700::1111]:8443/', 'https://example.com/hooks?a=b'])(
    '%s is fine',
    (address) => {
      expect(outside.targets.parse(address).href).toBe(address)
    },
  )

  it('of a private network may be allowed by name of its network, and no other', async () => {
    const targets = new Targets({ ...strict, privateTargets: ['10.1.0.0/16', '::1'] })
    expect(targets.parse('http://10.1.2.3:9000/').port).toBe('9000')
    expect(targets.parse('http://[::1]/').hostname).toBe('[::1]')
    expect(() => targets.parse('http://10.2.0.1/')).toThrow(TargetRefused)
    expect(() => targets.parse('http://[::ffff:127.0.0.1]/')).toThrow(TargetRefused)
    await expect(targets.connectable(new URL('http://[::ffff:10.1.0.9]/'))).resolves.toHaveLength(1)
  })
})

describe('a name', () => {
  const resolving = (...answers: string[][]) => {
    const left = [...answers]
    const asked = jest.fn(async () => left.shift() ?? [])
    return { asked, outbound: new Outbound(new Targets({ ...strict, resolve: asked })) }
  }

  it('is blocked when one of its addresses is private', async () => {
    const { outbound } = resolving(['93.184.216.34', '10.0.0.1'])
    await expect(call(outbound, 'https://mixed.example/')).rejects.toMatchObject({ reason: 'blocked' })
    await outbound.onApplicationShutdown()
  })

  it('that led outside when it was saved is blocked when it leads inside', async () => {
    const { asked, outbound } = resolving(['93.184.216.34'], ['127.0.0.1'])
    await expect(outbound.targets.connectable(outbound.targets.parse('https://rebind.example/'))).resolves.toEqual([
      '93.184.216.34',
    ])
    await expect(call(outbound, 'https://rebind.example/')).rejects.toMatchObject({ reason: 'blocked' })
    expect(asked).toHaveBeenCalledTimes(2)
    await outbound.onApplicationShutdown()
  })

  it('is asked for once per connection, and the connection goes to the answer that was judged', async () => {
    const asked = jest.fn(async () => ['127.0.0.1'])
    const targets = new Targets({ ...strict, privateTargets: ['127.0.0.1'], resolve: asked })
    const outbound = new Outbound(targets)
    await expect(call(outbound, `http://anything.invalid:${port}/`)).resolves.toMatchObject({ status: 200 })
    expect(asked).toHaveBeenCalledTimes(1)
    await outbound.onApplicationShutdown()
  })

  it('that nobody knows is said so', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    const outbound = new Outbound(new Targets({ ...strict, resolve }))
    await expect(call(outbound, 'https://nobody.example/')).rejects.toMatchObject({ reason: 'unresolved' })
    await outbound.onApplicationShutdown()
  })
})

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308])('of %s is not followed', async (code) => {
    answer = (response) => {
      response.writeHead(code, { location: 'http://169.254.169.254/latest/meta-data' })
      response.end()
    }
    await expect(call(inside)).resolves.toMatchObject({ status: code })
    expect(calls).toBe(1)
  })

  it('without end is cut after a megabyte, and 64 KB of it are kept', async () => {
    let sent = 0
    answer = (response) => {
      const more = () => {
        while (!response.destroyed && sent < 1024 ** 3) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536, 'x'))) return
        }
      }
      response.on('drain', more)
      more()
    }
    const { body, truncated } = await call(inside)
    expect([body.length, truncated]).toEqual([65_536, true])
    expect(sent).toBeLessThan(64 * 1024 ** 2)
  })

  it('is kept as far as the caller wants, and says when there was more', async () => {
    const whole = Buffer.alloc(3 * 1024 ** 2, 'x')
    answer = (response) => response.end(whole)
    const wanted = (keptBytes: number) =>
      inside.call(`http://127.0.0.1:${port}/`, { method: 'GET', headers: {}, keptBytes })
    expect(await wanted(whole.length)).toMatchObject({ truncated: false, body: { length: whole.length } })
    expect(await wanted(whole.length - 1)).toMatchObject({ truncated: true, body: { length: whole.length - 1 } })
  })

  it('that is packed stays packed', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    answer = (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(bomb)
    }
    const { body } = await call(inside)
    expect(body.equals(bomb.subarray(0, 65_536))).toBe(true)
  })

  it('that never comes ends at the time limit', async () => {
    answer = () => undefined
    await expect(call(inside, undefined, 100)).rejects.toMatchObject({ reason: 'timeout' })
  })

  it('whose body drips on for ever counts by its status when the time is over', async () => {
    answer = (response) => {
      response.writeHead(202).flushHeaders()
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    }
    // Long enough for the status to come, however busy the machine is.
    await expect(call(inside, undefined, 2_000)).resolves.toMatchObject({ status: 202, truncated: true })
  })

  it('that breaks off is a broken connection', async () => {
    answer = (response) => response.socket?.resetAndDestroy()
    await expect(call(inside)).rejects.toMatchObject({ reason: 'broken' })
  })

  it('with a hundred thousand headers, or no HTTP at all, is none', async () => {
    const replies = [`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(100_000)}\r\n`, 'SSH-2.0-OpenSSH_9.2\r\n']
    for (const reply of replies) {
      const sockets = new Set<Socket>()
      const raw = createSocketServer((socket) => {
        sockets.add(socket.on('error', () => undefined))
        socket.once('data', () => socket.write(reply))
      })
      await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
      const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`
      await expect(call(inside, url)).rejects.toMatchObject({ reason: 'broken' })
      sockets.forEach((socket) => socket.destroy())
      raw.close()
    }
  })

  it('is missing where nobody listens', async () => {
    const free = createSocketServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const unused = (free.address() as AddressInfo).port
    await new Promise((resolve) => free.close(resolve))
    await expect(call(inside, `http://127.0.0.1:${unused}/`)).rejects.toMatchObject({ reason: 'refused' })
  })

  it('is not kept waiting by TLS where there is none', async () => {
    await expect(call(inside, `https://127.0.0.1:${port}/`)).rejects.toMatchObject({ reason: 'tls' })
  })
})

describe('a stream', () => {
  const stream = (limits: { maxBytes?: number; timeoutMs?: number } = {}, outbound = inside) =>
    outbound.stream(`http://127.0.0.1:${port}/`, {
      ...{ method: 'GET', headers: {}, maxBytes: 1024 ** 3, timeoutMs: 20_000 },
      ...limits,
    })
  const read = async (limits: Parameters<typeof stream>[0] = {}) => {
    let size = 0
    for await (const chunk of (await stream(limits)).body) size += chunk.length
    return size
  }

  it('comes whole, no faster than it is read, and ends when its reader breaks off', async () => {
    const wanted = 100 * 1024 ** 2
    let sent = 0
    let hasClosed: (value: unknown) => void
    const closed = new Promise((resolve) => (hasClosed = resolve))
    answer = (response) => {
      response.on('close', () => hasClosed(null))
      const more = () => {
        while (sent < wanted) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536, 'x'))) return
        }
        response.end()
      }
      response.on('drain', more)
      more()
    }
    expect(await read()).toBe(wanted)
    sent = 0
    for await (const chunk of (await stream()).body) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await closed
    expect(sent).toBeLessThan(wanted / 4)
  })

  it('is cut when it is too long, takes too long or breaks off', async () => {
    answer = (response) => response.end(Buffer.alloc(200_000))
    await expect(read({ maxBytes: 199_999 })).rejects.toMatchObject({ reason: 'too_long' })
    answer = (response) => {
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    }
    await expect(read({ timeoutMs: 1_000 })).rejects.toMatchObject({ reason: 'timeout' })
    answer = (response) => response.write('some', () => response.socket?.resetAndDestroy())
    await expect(read()).rejects.toMatchObject({ reason: 'broken' })
  })

  it('leads nowhere that a call does not', async () => {
    await expect(stream({}, outside)).rejects.toMatchObject({ reason: 'blocked' })
    expect(calls).toBe(0)
  })
})

it.each([
  ['120', 120],
  ['2.0', 2],
  ['Thu, 26 Nov 2026 00:02:00 GMT', 120],
  ['Wed, 25 Nov 2026 00:00:00 GMT', 0],
  ['soon', null],
])('Retry-After: %s asks for %s seconds', (header, seconds) => {
  expect(retryAfter(header, Date.parse('2026-11-26T00:00:00Z'))).toBe(seconds)
})
