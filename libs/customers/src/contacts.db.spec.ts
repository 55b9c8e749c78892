import { isOfficeHour, newId } from '@portolan/contracts'
import { Outbox, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { CustomerDto } from './customer.answer.dto'
import type { CreateCustomerDto } from './customer.dto'
import { DuplicateGroupsQueries } from './duplicates/duplicate-groups.queries'
import type { DuplicateGroupDto, DuplicateGroupsDto, DuplicateReason, DuplicatesDto } from './duplicates/duplicates.dto'
import {
  CustomerImport,
  CustomersService,
  CustomersWorkerModule,
  customersEntities,
  DuplicatesService,
  MergeService,
} from './index'

let world: World
let a: TestTenant

beforeAll(async () => {
  world = await testWorld({ modules: [CustomersWorkerModule], entities: customersEntities })
  a = await world.tenant('a')
})
afterAll(() => world.close())

const customers = () => world.get(CustomersService)
const read = (json: Json): CustomerDto => JSON.parse(json.text) as CustomerDto
const as = <Result>(who: Persona, work: () => Promise<Result>) => world.as(a, who, work)
const aCustomer = async (dto: CreateCustomerDto) => read(await as('manager', () => customers().create(dto)))
const change = async (id: string, dto: CreateCustomerDto) =>
  read(await as('manager', () => customers().change(id, dto, null)))
const one = async (id: string) => read(await as('manager', () => customers().one(id)))
const found = async (query: ListQuery, who: Persona = 'manager') => {
  const page: JsonPage = await as(who, () => customers().list(query))
  return (JSON.parse(page.text) as CustomerDto[]).map(({ id }) => id)
}
const details = (work: () => Promise<unknown>) =>
  as('manager', work).then(
    () => null,
    (error: { details?: unknown }) => error.details,
  )
const imported = async (fields: CreateCustomerDto) => {
  const command = { account: null, fields, assigned_to_email: null, tags: [] }
  const { customers: results } = await as('manager', () =>
    world.db.tx(() => world.get(CustomerImport).importMany([command], 'update')),
  )
  return (results[0] as { id: string }).id
}

describe('phone numbers', () => {
  it.each([
    [{ phone: '020 7946 0000', country_code: 'GB' }, '+442079460000'],
    [{ phone: '+44 20 7946 0000', country_code: 'DE' }, '+442079460000'],
    [{ phone: '030 901820' }, '+4930901820'],
    [{ phone: '020 7946 0000', timezone: 'Europe/London' }, '+442079460000'],
    [{ phone: '901820', timezone: 'UTC' }, null],
    [{ first_name: 'Nobody' }, null],
  ])('of %j are %s, and stay as they were written', async (dto, phone_e164) => {
    expect(await aCustomer(dto)).toMatchObject({ phone: 'phone' in dto ? dto.phone : null, phone_e164 })
  })

  it('follow the country, and whoever gets them by an edit', async () => {
    const { id } = await aCustomer({ first_name: 'Flo', phone: '020 7946 0000', country_code: 'GB' })
    expect(await change(id, { country_code: 'DE' })).toMatchObject({ phone_e164: '+492079460000' })
    expect(await change(id, { phone: '+1 415 555 2671' })).toMatchObject({ phone_e164: '+14155552671' })
    expect(await change(id, { phone: null })).toMatchObject({ phone: null, phone_e164: null })
  })

  it('that cannot be are refused with an example of the country, and nothing changes', async () => {
    const dto = { phone: '+44 20', country_code: 'GB' }
    expect(await details(() => customers().create({ first_name: 'Eve', ...dto }))).toEqual({
      phone: [
        'must be a phone number of United Kingdom such as +44 7400 123456, or begin with + and the code of its country',
      ],
    })
    const { id } = await aCustomer({ phone: '030 901820', country_code: 'DE' })
    expect(await details(() => customers().change(id, { phone: '123' }, null))).toMatchObject({ phone: [/Germany/] })
    expect(await details(() => customers().create({ phone: '+44 20', timezone: 'UTC' }))).toEqual({
      phone: ['must be a phone number with the code of its country such as +44 7400 123456'],
    })
    expect(await one(id)).toMatchObject({ phone: '030 901820', version: 1 })
  })

  it('of files and shops are kept as they came, and never stand in the way of another edit', async () => {
    const id = await imported({ first_name: 'Ida', phone: '12345', country_code: 'GB', postal_code: 'none' })
    expect(await one(id)).toMatchObject({ phone: '12345', phone_e164: null, postal_code: 'none' })
    expect(await change(id, { last_name: 'Fox' })).toMatchObject({ last_name: 'Fox', phone: '12345' })
    const profile = { phone: '030 901820', country_code: 'DE' }
    const [shop] = await as('manager', () =>
      customers().findOrCreateMany([{ source: 'shop', external_id: newId(), profile }]),
    )
    expect(await one(shop as string)).toMatchObject({ phone_e164: '+4930901820' })
    const again = await imported({ email: 'ida@example.com', phone: '020 7946 0111', country_code: 'GB' })
    await imported({ email: 'ida@example.com', phone: '020 7946 0222' })
    expect(await one(again)).toMatchObject({ phone: '020 7946 0222', phone_e164: '+442079460222' })
  })

  it.each(['+44 1632 960 001', '01632 960001', '0044 1632 960001', '(0)1632-960001', '1632960001', '960001'])(
    'are found as %s',
    async (q) => {
      const spelt =
        (await found({ q: '1632960001' }))[0] ?? (await aCustomer({ phone: '01632 960 001', country_code: 'GB' })).id
      expect(await found({ q })).toEqual([spelt])
      expect(await found({ phone_e164: '+441632960001' })).toEqual([spelt])
      expect(await found({ q }, 'agent')).toEqual([])
    },
  )
})

describe('addresses', () => {
  const berlin = { country_code: 'DE', address_line1: 'Invalidenstr. 1', postal_code: '10115', city: 'Berlin' }

  it('with a street need what their country writes on envelopes', async () => {
    const dto = { first_name: 'Eve', ...berlin, city: null, postal_code: ' ' }
    expect(await details(() => customers().create(dto))).toEqual({
      city: ['is needed in an address in Germany'],
      postal_code: ['is needed in an address in Germany'],
    })
    expect(await aCustomer({ first_name: 'Eve', country_code: 'DE', city: 'Berlin' })).toMatchObject({ city: 'Berlin' })
    expect(await aCustomer({ first_name: 'Eve', address_line1: 'Somewhere' })).toMatchObject({ country_code: null })
  })

  it('have the postal code of their country', async () => {
    const { id } = await aCustomer({ first_name: 'Eve', ...berlin })
    const wrong = { postal_code: ['must be a postal code of Germany such as 10115'] }
    expect(await details(() => customers().change(id, { postal_code: '1011' }, null))).toEqual(wrong)
    expect(
      await details(() => customers().replace(id, { first_name: 'E', ...berlin, postal_code: 'x' }, null)),
    ).toEqual(wrong)
    expect(await one(id)).toMatchObject({ ...berlin, version: 1 })
    expect(await change(id, { country_code: 'PL', postal_code: '00-950', city: 'Warszawa' })).toMatchObject({
      version: 2,
    })
  })
})

describe('time zones', () => {
  it('are those of the country or the number where none is given, and go with the country', async () => {
    const { id, timezone } = await aCustomer({ first_name: 'Bo', country_code: 'JP' })
    expect(timezone).toBe('Asia/Tokyo')
    expect(await change(id, { country_code: 'US' })).toMatchObject({ timezone: 'America/New_York' })
    expect(await change(id, { timezone: 'America/Denver' })).toMatchObject({ timezone: 'America/Denver' })
    expect(await change(id, { country_code: 'CA' })).toMatchObject({ timezone: 'America/Denver' })
    expect(await change(id, { timezone: null })).toMatchObject({ timezone: 'America/Toronto' })
    expect(await aCustomer({ phone: '+81 3 1234 5678' })).toMatchObject({ timezone: 'Asia/Tokyo' })
  })

  it('tell who can be called now', async () => {
    const zones = ['Asia/Kolkata', 'Europe/Kyiv', 'America/Chicago', 'Pacific/Auckland', 'Etc/GMT+12']
    for (const timezone of zones) await aCustomer({ first_name: 'Zoe', city: 'Zone', timezone })
    const open = zones.filter((zone) => isOfficeHour(zone, Date.now())).length
    expect(await found({ city: 'Zone', reachable_now: 'true' })).toHaveLength(open)
    expect(await found({ city: 'Zone', reachable_now: 'false' })).toHaveLength(zones.length - open)
    expect(await found({ city: 'Zone', reachable_now: 'true,false' })).toHaveLength(zones.length)
    expect(await details(() => customers().list({ reachable_now: 'yes' }))).toMatchObject({
      reachable_now: [expect.any(String)],
    })
  })
})

describe('duplicates', () => {
  const duplicates = () => world.get(DuplicatesService)
  const suggested = async (id: string, who: Persona = 'manager') => {
    const { suggestions } = JSON.parse((await as(who, () => duplicates().of(id))).text) as DuplicatesDto
    return suggestions.map(({ customer, reasons, strength }) => [customer.last_name, reasons.join('+'), strength])
  }
  const person = (last_name: string, dto: CreateCustomerDto) => aCustomer({ last_name, ...dto })

  it('are suggested with what they share, the strongest first', async () => {
    const ada = await person('Byron', {
      first_name: 'Ada',
      email: 'ada.byron@gmail.com',
      phone: '020 7946 0500',
      country_code: 'GB',
    })
    await person('A', { email: 'AdaByron+shop@googlemail.com' })
    await person('B', { phone: '+44 (0)20 7946 0500', country_code: 'DE' })
    await person('Ada', { first_name: 'BYRON', country_code: 'GB' })
    await person('Býron', { first_name: 'ada', country_code: 'GB', phone: '0044 20 79460500' })
    await person('Byron', { first_name: 'Ada', country_code: 'FR' })
    await person('Byron', { first_name: null, country_code: 'GB' })
    expect(await suggested(ada.id)).toEqual([
      ['Býron', 'name+phone', 'strong'],
      ['A', 'email', 'strong'],
      ['B', 'phone', 'medium'],
      ['Ada', 'name', 'weak'],
    ])
  })

  it('who were told apart stay apart, also after a merge, until that is taken back', async () => {
    const [one, two, three] = [
      await person('Apart', { first_name: 'Pat', country_code: 'IE' }),
      await person('Apart', { first_name: 'Pat', country_code: 'IE', city: 'Cork' }),
      await person('Apart', { first_name: 'Pat', country_code: 'IE', email: 'pat@example.ie' }),
    ]
    const apart = () => as('manager', () => duplicates().tellApart(one.id, two.id))
    await apart()
    await apart()
    expect([await suggested(one.id), await suggested(two.id)].map(({ length }) => length)).toEqual([1, 1])
    await as('manager', () => world.get(MergeService).merge({ winner_id: three.id, loser_ids: [two.id] }))
    expect([await suggested(one.id), await suggested(three.id)]).toEqual([[], []])
    await as('manager', () => world.get(MergeService).unmerge(two.id))
    await as('manager', () => duplicates().takeBack(two.id, one.id))
    expect(await suggested(one.id)).toHaveLength(2)
    const { rows } = await world.owner.query<{ name: string; ids: string[] }>(
      `select name, payload->'ids' as ids from outbox_events where name like 'customer.told_%' order by id`,
    )
    expect(rows).toEqual([
      { name: 'customer.told_apart', ids: [one.id, two.id] },
      { name: 'customer.told_alike', ids: [two.id, one.id] },
    ])
  })

  it('are walked through in groups, without those who were told apart, however little is looked at once', async () => {
    const shared = { email: 'walk@mailbox.example', phone: '+33 1 23 45 67 89' }
    const named = { first_name: 'Walk', country_code: 'FR' }
    const ids: string[] = []
    for (const plus of ['', '+b', '+c'])
      ids.push((await person(`W${plus}`, { ...shared, email: shared.email.replace('@', `${plus}@`) })).id)
    for (const last_name of ['Er', 'Er', 'Er2', 'Er3', 'Er3']) ids.push((await person(last_name, named)).id)
    await as('manager', () => duplicates().tellApart(ids[6] ?? '', ids[7] ?? ''))
    const walk = async (reason: DuplicateReason, looked: number, who: Persona = 'manager') => {
      const groups: DuplicateGroupDto[] = []
      for (let after: string[] | null = null, steps = 0; steps < 500; steps++) {
        const found = await as(who, () => world.get(DuplicateGroupsQueries).next(reason, after, 2, looked))
        groups.push(...(JSON.parse(found.groups) as DuplicateGroupDto[]))
        if (found.next === null) return groups.filter(({ customers: all }) => all.some(({ id }) => ids.includes(id)))
        after = JSON.parse(found.next) as string[]
      }
      throw new Error('the walk does not end')
    }
    for (const looked of [20_000, 2]) {
      expect(await walk('email', looked)).toMatchObject([{ total: 3, reasons: ['email', 'phone'], strength: 'strong' }])
      expect(await walk('phone', looked)).toMatchObject([{ total: 3, strength: 'strong' }])
      const [one, ...others] = await walk('name', looked)
      expect([one?.customers.map(({ id }) => id).sort(), one?.strength, others]).toEqual([
        ids.slice(3, 5).sort(),
        'weak',
        [],
      ])
    }
    expect(await walk('email', 20_000, 'agent')).toEqual([])
    const told = as('manager', () => duplicates().groups({ reason: 'name', after: 'WyJlbWFpbCIsImEiXQ' }))
    await expect(told).rejects.toMatchObject({ details: { after: [expect.stringContaining('cursor')] } })
    const first = JSON.parse((await as('manager', () => duplicates().groups({ limit: 1 }))).text) as DuplicateGroupsDto
    const second = await as('manager', () => duplicates().groups({ limit: 1, after: first.next ?? '' }))
    expect((JSON.parse(second.text) as DuplicateGroupsDto).groups).not.toEqual(first.groups)
  })

  it('show an agent her own customers alone, and are no business of others', async () => {
    const hers = { first_name: 'Mo', last_name: 'Mine', country_code: 'PT' }
    const mine = read(await as('agent', () => customers().create(hers)))
    const other = await aCustomer(hers)
    expect(await suggested(mine.id)).toHaveLength(1)
    expect(await suggested(mine.id, 'agent')).toEqual([])
    const refused = (id: string, second: string) =>
      as('agent', () => duplicates().tellApart(id, second)).catch(({ reason }: { reason: string }) => reason)
    expect(await refused(mine.id, other.id)).toBe('customer.missing')
    expect(await refused(other.id, mine.id)).toBe('customer.missing')
    expect(await refused(mine.id, mine.id)).toBe('duplicates.with_oneself')
    expect(await as('agent', () => duplicates().of(other.id)).catch(({ reason }: { reason: string }) => reason)).toBe(
      'customer.missing',
    )
    expect(await suggested(mine.id)).toHaveLength(1)
  })
})

it('those from before are read by a job, which is nobody’s edit', async () => {
  const old = await aCustomer({ first_name: 'Old', phone: '03-1234-5678', country_code: 'JP' })
  const given = await aCustomer({ first_name: 'Given', country_code: 'JP', timezone: 'Europe/London' })
  await world.owner.query(
    `update customers set phone_e164 = null, timezone = case id when $1 then 'Europe/Berlin' else timezone end where id = any($2)`,
    [old.id, [old.id, given.id]],
  )
  await as('admin', () => world.db.tx(() => world.get(Outbox).enqueue('customers.complete', {})))
  await world.drain()
  expect(await one(old.id)).toEqual(old)
  expect(await one(given.id)).toEqual(given)
})
