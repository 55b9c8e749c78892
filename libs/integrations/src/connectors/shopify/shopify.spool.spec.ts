import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Outbound, Targets } from '@portolan/platform'
import { Spool } from './shopify.spool'

const outbound = new Outbound(new Targets({ privateTargets: ['127.0.0.0/8'], ports: [443] }))
const perPart = 40
const till = 200

let server: Server
beforeAll(async () => {
  server = createServer((_, answer) => answer.end(file()))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  server.close()
  await outbound.onApplicationShutdown()
})

const gid = (kind: string, n: number) => `gid://shopify/${kind}/${820_982_911_946_154_000n + BigInt(n)}`
const at = { updatedAt: '2026-01-01T00:00:00Z' }

/** Three orders of each of forty buyers, hundreds of one at the till, some of nobody, one twice; all lines behind all orders. */
function file(): string {
  const buyers = [
    ...Array.from({ length: 120 }, (_, n) => n % 40),
    ...Array.from({ length: 2 * till }, (_, n) => (n % 2 ? till : null)),
  ]
  const orders = buyers.map((buyer, n) => ({
    ...{ id: gid('Order', n), ...at },
    note: '"customer":{"id":"of a text"} \\',
    customer: buyer === null ? null : { id: gid('Customer', buyer) },
  }))
  const lines = orders.map(({ id }, n) => ({ id: gid('LineItem', n), __parentId: id }))
  // It has changed hands meanwhile.
  const again = { ...orders[0], customer: { id: gid('Customer', 40) } }
  return [...orders, again, ...lines].map((one) => `${JSON.stringify(one)}\n`).join('')
}

it('has orders of one buyer in one part, unless they would fill it', async () => {
  const { port } = server.address() as AddressInfo
  const spool = await Spool.fetch(outbound, `http://127.0.0.1:${port}/file`, 120 + 2 * till, perPart)
  const parts = await Promise.all(Array.from({ length: spool.parts }, (_, part) => spool.part(part)))
  await spool.remove()
  const read = parts.map((part) => part.map((unread) => unread()))
  expect(read.flat()).toHaveLength(120 + 2 * till)
  for (const { node, children } of read.flat())
    expect(children).toEqual({ LineItem: [expect.objectContaining({ __parentId: node.id })] })
  const partsOf = (buyer: number) =>
    read.filter((part) =>
      part.some(
        ({ node }) => (node as unknown as { customer?: { id: string } }).customer?.id === gid('Customer', buyer),
      ),
    )
  for (let buyer = 0; buyer < 40; buyer++) expect(partsOf(buyer)).toHaveLength(1)
  expect(partsOf(till).length).toBeGreaterThan(1)
  expect(Math.max(...read.map((part) => part.length))).toBeLessThan(4 * perPart)
})
