import { parseConfig } from './config'

it('has a default for every setting that a first run needs', () => {
  expect(parseConfig({})).toMatchObject({ PORT: 3000, DATA_DIR: '.portolan', REGISTRATION: false, TRUSTED_PROXIES: [] })
})

it('names every wrong setting with its reason and never repeats its value', () => {
  const parse = () => parseConfig({ PORT: 'http', JWT_SECRET: 'too-short-secret' })
  expect(parse).toThrow(/PORT: .*JWT_SECRET: /)
  expect(parse).not.toThrow(/too-short-secret/)
})

it('takes an empty variable as not set, and lists without blanks', () => {
  const config = parseConfig({ PORT: '', CORS_ORIGINS: 'https://a.example, ,https://b.example' })
  expect(config.PORT).toBe(3000)
  expect(config.CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example'])
})

it('refuses failpoints in production, where nothing may end a process on purpose', () => {
  expect(() => parseConfig({ FAILPOINTS: '/tmp/points' })).toThrow(/FAILPOINTS/)
  expect(parseConfig({ FAILPOINTS: '/tmp/points', NODE_ENV: 'development' }).FAILPOINTS).toBe('/tmp/points')
})

it('is frozen', () => {
  expect(Object.isFrozen(parseConfig({}))).toBe(true)
})
