import { parseConfig } from '../config/config'
import { Vault } from './vault'

const key = (letter: string) => Buffer.alloc(32, letter).toString('base64')

function vaultWith(keys: string): Vault {
  const vault = new Vault()
  Object.assign(vault, { keys: parseConfig({ ENCRYPTION_KEYS: keys }).ENCRYPTION_KEYS })
  return vault
}

it('opens what it sealed, each time in another form', () => {
  const vault = vaultWith(`a:${key('a')}`)
  const sealed = [vault.seal('whsec_x', 'here'), vault.seal('whsec_x', 'here')]
  expect(sealed[0]).not.toBe(sealed[1])
  expect(sealed.map((text) => vault.open(text, 'here'))).toEqual(['whsec_x', 'whsec_x'])
  expect(sealed.join()).not.toContain('whsec')
})

it('opens nothing that was changed, moved or sealed by a key that is gone', () => {
  const vault = vaultWith(`a:${key('a')}`)
  const sealed = vault.seal('secret', 'row 1')
  const parts = sealed.split('.')
  const flipped = Buffer.from(parts[4] ?? '', 'base64url').map((byte) => byte ^ 1)
  expect(() =>
    vault.open([...parts.slice(0, 4), Buffer.from(flipped).toString('base64url')].join('.'), 'row 1'),
  ).toThrow()
  expect(() => vault.open(sealed, 'row 2')).toThrow()
  expect(() => vaultWith(`b:${key('b')}`).open(sealed, 'row 1')).toThrow('no key a')
  expect(() => vaultWith(`a:${key('b')}`).open(sealed, 'row 1')).toThrow()
  expect(() => vault.open('plain text', 'row 1')).toThrow('no sealed secret')
})

it('seals with the newest key and opens with all of them', () => {
  const old = vaultWith(`a:${key('a')}`).seal('secret', 'x')
  const both = vaultWith(`b:${key('b')},a:${key('a')}`)
  expect(both.open(old, 'x')).toBe('secret')
  expect([both.isCurrent(old), both.isCurrent(both.seal('secret', 'x'))]).toEqual([false, true])
})

it('is not ready without a key', () => {
  const vault = new Vault()
  Object.assign(vault, { keys: undefined })
  expect(() => vault.assertReady()).toThrow('ENCRYPTION_KEYS is not set')
})

it.each(['a', 'a:short', `a:${key('a')},a:${key('b')}`, `a b:${key('a')}`, key('a')])('%s are no keys', (keys) => {
  expect(() => parseConfig({ ENCRYPTION_KEYS: keys })).toThrow(/ENCRYPTION_KEYS/)
})

it('refuses the published sample in production', () => {
  const sample = `mine:${Buffer.from('sample key of the documentation!').toString('base64')}`
  expect(() => parseConfig({ NODE_ENV: 'production', ENCRYPTION_KEYS: sample })).toThrow(/sample/)
  expect(parseConfig({ NODE_ENV: 'development', ENCRYPTION_KEYS: sample }).ENCRYPTION_KEYS).toHaveLength(1)
})
