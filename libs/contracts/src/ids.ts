/**
 * A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that ids made later sort later
 * and indexes grow at their end. Not a secret: tokens need 128 random bits and come from `platform/crypto`.
 */
export function newId(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  const chance = randomNumber()
  const version = hex(0x7000 | (chance & 0x0fff), 4)
  const variant = hex(0x8000 | ((chance >>> 12) & 0x3fff), 4)
  const rest = `${hex(randomNumber() & 0xffff, 4)}${hex(randomNumber(), 8)}`
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${rest}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

// Asking for a little chance at a time costs more than all else here.
const pool = new Uint32Array(1024)
let used = pool.length

function randomNumber(): number {
  if (used === pool.length) {
    globalThis.crypto.getRandomValues(pool)
    used = 0
  }
  return pool[used++] ?? 0
}
