// What docker/ refers to is there: files, settings, variables. `npm run image:check` runs the rest of it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { settings } from '@portolan/platform'

const root = resolve(__dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const compose = read('docker/compose.yml')
const found = (pattern: RegExp, text = compose) => [...text.matchAll(pattern)].map(([, name = '']) => name)

it('compose mounts files that are there, beside the folders that its operator fills', () => {
  const mounted = found(/- (\.\/\S+?):/g)
  expect(mounted).toEqual(expect.arrayContaining(['./roles.sql', './certificates']))
  const own = mounted.filter((path) => !['./certificates', './challenges'].includes(path))
  for (const path of own) expect([path, existsSync(join(root, 'docker', path))]).toEqual([path, true])
})

it('compose and image build what is there', () => {
  expect(found(/dockerfile: (\S+)/g)).toEqual(['docker/Dockerfile'])
  const copied = found(/^COPY (?!--from)(.+) \S+$/gm, read('docker/Dockerfile')).flatMap((line) => line.split(' '))
  for (const path of copied) expect([path, existsSync(join(root, path))]).toEqual([path, true])
  for (const script of ['entrypoint', 'healthy', 'make-roles.sh']) {
    expect(statSync(join(root, 'docker', script)).mode & 0o111).toBe(0o111)
  }
})

it('compose asks for variables that the example names, and gives settings that exist', () => {
  const example = read('docker/.env.example')
  for (const name of found(/\$\{(\w+)/g))
    expect([name, new RegExp(`^#?${name}=`, 'm').test(example)]).toEqual([name, true])
  const [, shared = ''] = /environment: &environment\n((?: {4}\w+: .*\n)+)/.exec(compose) ?? []
  const given = found(/^ {4}(\w+):/gm, shared)
  expect(given).toContain('DATABASE_URL')
  for (const name of given) expect(Object.keys(settings)).toContain(name)
})

it('nginx lets through what the API takes, and asks for what compose gives', () => {
  const template = read('docker/nginx/portolan.conf.template')
  const [limit] = found(/BODY_LIMIT:-(\d+)m/g)
  const [uploads] = found(/UPLOAD_LIMIT_MB:-(\d+)/g)
  expect(Number(limit)).toBe(Number(uploads) + 1)
  expect(settings.UPLOAD_LIMIT_MB.schema.parse(undefined)).toBe(Number(uploads))
  const [, own = ''] = /image: nginx[\s\S]*?environment:\n([\s\S]*?)ports:/.exec(compose) ?? []
  for (const name of new Set(found(/\$\{(\w+)\}/g, template))) expect(own).toContain(`${name}:`)
})
