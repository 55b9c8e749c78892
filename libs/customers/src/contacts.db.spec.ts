import { isOfficeHour, newId } from '@portolan/contracts'
import { Outbox, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { testWorld, type Persona, type TestTenant, type World } from '@portolan/testing'
import type { CustomerDto } from './customer.answer.dto'
import type { CreateCustomerDto } from './customer.dto'
import { CustomerImport, CustomersService, CustomersWorkerModule, customersEntities } from './index'

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
