// The load generator, in a process of its own: plain sockets with requests made beforehand, so that it takes as little as
// possible of the machine that it measures. The parent sends one order at a time and gets what came of it.
//
//   closed  every connection sends its next request when the last one is answered
//   open    every user sends at its own times, or as soon as a late answer is here; then the time counts from when it was due
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

class Connection {
  #waiting = null
  #missing = 0
  #head = ''
  #status = 0

  constructor(port) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.setNoDelay(true)
    this.socket.on('data', (chunk) => this.#take(chunk))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => this.#answer(0))
  }

  /** The status of the answer; 0 when there is none. */
  send(request) {
    if (this.socket.destroyed) return Promise.resolve(0)
    this.socket.write(request)
    return new Promise((resolve) => (this.#waiting = resolve))
  }

  #take(chunk) {
    if (this.#missing > 0) this.#missing -= chunk.length
    else if (!this.#begin(chunk)) return
    if (this.#missing <= 0) this.#answer(this.#status)
  }

  #begin(chunk) {
    this.#head += chunk.latin1Slice(0, chunk.length)
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return false
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#head)
    if (!length) throw new Error(`no content-length in ${this.#head.slice(0, 300)}`)
    this.#status = Number(this.#head.slice(9, 12))
    this.#missing = end + 4 + Number(length[1]) - this.#head.length
    this.#head = ''
    return true
  }

  #answer(status) {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.(status)
  }
}

let made = Date.now() % 1_000_000_000
/** `%n%` is another number in every request, always as long. */
function bytesOf({ text, numbered }) {
  return numbered ? Buffer.from(text.replaceAll('%n%', String(++made).padStart(10, '0'))) : Buffer.from(text)
}

class Watch {
  times = []
  statuses = {}

  note(started, status) {
    this.times.push(performance.now() - started)
    this.statuses[status] = (this.statuses[status] ?? 0) + 1
  }

  report(ms) {
    const times = Float64Array.from(this.times).sort()
    const at = (q) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0
    const quantiles = { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
    return { count: times.length, ms, ...quantiles, statuses: this.statuses }
  }
}

async function opened(port, count) {
  const connections = Array.from({ length: count }, () => new Connection(port))
  await Promise.all(connections.map(({ socket }) => new Promise((done) => socket.once('connect', done))))
  return connections
}

function close(connections) {
  for (const { socket } of connections) socket.destroy()
}

async function closed({ port, connections: count, ms, requests }) {
  const connections = await opened(port, count)
  const watch = new Watch()
  const ready = requests.map((request) => (request.numbered ? request : { bytes: bytesOf(request) }))
  const started = performance.now()
  let next = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() - started < ms) {
        const request = ready[next++ % ready.length]
        const bytes = request.bytes ?? bytesOf(request)
        const sent = performance.now()
        watch.note(sent, await connection.send(bytes))
      }
    }),
  )
  close(connections)
  return watch.report(performance.now() - started)
}

async function open({ port, users, everyMs, ms, kinds }) {
  const connections = await opened(port, users)
  const watches = new Map(kinds.map(({ name }) => [name, new Watch()]))
  const all = new Watch()
  const started = performance.now()
  await Promise.all(
    connections.map(async (connection, user) => {
      // Spread over the time between two requests, each a little away from its beat.
      for (let due = started + (user / users) * everyMs; due - started < ms; due += everyMs) {
        // Timers are up to a millisecond early, and late where the machine is busy: neither is a server's doing.
        const isBehind = performance.now() > due
        await pause(Math.max(0, due - performance.now()))
        const from = isBehind ? due : performance.now()
        const kind = pick(kinds)
        const status = await connection.send(bytesOf(kind.requests[Math.floor(Math.random() * kind.requests.length)]))
        watches.get(kind.name).note(from, status)
        all.note(from, status)
      }
    }),
  )
  close(connections)
  const took = performance.now() - started
  return { all: all.report(took), kinds: Object.fromEntries([...watches].map(([name, w]) => [name, w.report(took)])) }
}

/** One of the kinds, as often as its share says. */
function pick(kinds) {
  let left = Math.random()
  return kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0]
}

process.on('message', async (order) => {
  process.send(await (order.kind === 'open' ? open(order) : closed(order)))
})
process.on('disconnect', () => process.exit())
