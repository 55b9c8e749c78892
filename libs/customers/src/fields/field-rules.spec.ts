import { type FieldDefinition, FieldRules } from './field-rules'

const field = (key: string, changes: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: '019a9f1e-7c1b-7e54-9d0f-2c3a41d5b6e7',
  key,
  type: 'text',
  is_required: false,
  is_unique: false,
  options: [],
  is_archived: false,
  ...changes,
})
const rules = new FieldRules([
  field('motto'),
  field('size', { type: 'number' }),
  field('birthday', { type: 'date' }),
  field('vip', { type: 'boolean' }),
  field('tier', { type: 'select', options: ['gold', 'silver'] }),
  field('site', { type: 'url' }),
  field('old', { is_archived: true, is_required: true }),
])
const problem = (key: string, value: unknown) =>
  rules.judged(null, { [key]: value }).problems[`custom_fields.${key}`]?.[0]

it.each<[string, unknown]>([
  ['motto', 'one\nline more'],
  ['size', 42.5],
  ['size', -0.25],
  ['birthday', '1999-02-28'],
  ['vip', false],
  ['tier', 'gold'],
  ['site', 'https://example.com/a?b=c'],
])('%s takes %j', (key, value) => {
  expect(rules.checked(null, { [key]: value })).toEqual({ [key]: value })
})

it.each<[string, unknown, string]>([
  ['motto', 7, 'must be text'],
  ['motto', 'a\u0007b', 'must be text without control characters'],
  ['motto', 'x'.repeat(2001), 'must have at most 2000 characters'],
  ['size', '42', 'must be a number with at most 15 digits and 10 decimals'],
  ['size', 1e21, 'must be a number with at most 15 digits and 10 decimals'],
  ['size', 1e-12, 'must be a number with at most 15 digits and 10 decimals'],
  ['birthday', '1999-02-29', 'must be a day such as 2026-01-31'],
  ['birthday', '0001-01-01', 'must be a day such as 2026-01-31'],
  ['vip', 'yes', 'must be true or false'],
  ['tier', 'Gold', 'must be one of gold, silver'],
  ['site', 'javascript:alert(1)', 'must be a web address'],
  ['site', { href: 'https://example.com' }, 'must be text'],
  ['old', 'new', 'is archived and takes no new value'],
  ['shoe_size', 42, 'is not a field here; define it under custom fields first'],
  ['constructor', 1, 'is not a field here; define it under custom fields first'],
])('%s refuses %j', (key, value, message) => {
  expect(problem(key, value)).toBe(message)
})

it('trims text and leaves out what is empty', () => {
  expect(rules.checked(null, { motto: '  festina lente ', tier: '', size: null })).toEqual({ motto: 'festina lente' })
})

it('leaves what stands as it is: values from before the field, its options or its end', () => {
  const standing = { shoe_size: [40], tier: 'bronze', size: '42', old: 'text' }
  expect(rules.checked(standing, { ...standing, vip: true })).toEqual({ ...standing, vip: true })
  expect(rules.checked(standing, { tier: 'gold' })).toEqual({ tier: 'gold' })
  expect(rules.judged(standing, { ...standing, shoe_size: [41] }).problems).toHaveProperty(['custom_fields.shoe_size'])
})

it('asks a new row for what is needed, and nobody to fill in what a row never had', () => {
  const needed = new FieldRules([field('vat', { is_required: true })])
  expect(needed.judged(null, {}).problems).toEqual({ 'custom_fields.vat': ['is needed'] })
  expect(needed.judged({ vat: '1' }, {}).problems).toEqual({ 'custom_fields.vat': ['is needed'] })
  expect(needed.judged({}, {}).problems).toEqual({})
})

it('takes anything where no field is defined', () => {
  const free = { shoe_size: { eu: 42 }, nothing: null }
  expect(new FieldRules([]).checked(null, free)).toEqual(free)
})

it('reads the cells of a file', () => {
  expect(['size', 'vip', 'motto', 'birthday'].map((key) => rules.read(key, ' 1 '))).toEqual([1, true, '1', '1'])
  expect(rules.read('size', 'many')).toBe('many')
  expect(rules.read('size', ' ')).toBeNull()
})
