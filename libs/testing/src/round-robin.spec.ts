import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RoundRobin } from './round-robin'

let behind: Server
let proxy: RoundRobin

beforeAll(async () => {
  // Answers at once, and reads the rest of a body afterwards.
  behind = createServer((_incoming, outgoing) => {
    outgoing.writeHead(413).end('too large')
  })
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  proxy = await RoundRobin.listen([(behind.address() as AddressInfo).port])
})
afterAll(async () => {
  await proxy.close()
  behind.closeAllConnections()
  behind.close()
})

it('a connection stays usable after a body that was answered before its end', async () => {
  const body = 'x'.repeat(2 ** 21)
  for (let turn = 0; turn < 30; turn++) {
    const answer = await fetch(proxy.origin, { method: 'POST', body, signal: AbortSignal.timeout(4000) })
    expect([answer.status, await answer.text()]).toEqual([413, 'too large'])
  }
})
