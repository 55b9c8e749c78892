import { GroupCommit } from './group-commit'

interface Statement {
  readonly items: readonly string[]
  readonly commit: () => void
  readonly fail: (error: Error) => void
}

const away = Object.assign(new Error('the database is away'), { code: '57P01' })
const bounds = { items: 100, bytes: 1000, atOnce: 10 }

/** Statements wait until the test commits them. */
function writing(changed: Partial<typeof bounds> = {}) {
  const statements: Statement[] = []
  const events = new GroupCommit<string, string>(
    { ...bounds, ...changed },
    (items) =>
      new Promise((resolve, fail) => {
        const commit = () => resolve(items.map((item) => `${item} of ${items.length}`))
        statements.push({ items, commit, fail })
      }),
  )
  return { events, statements, sent: () => statements.map(({ items }) => items.join(' ')) }
}

/** Everything that needs no timer has happened afterwards. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }))
afterEach(() => jest.useRealTimers())

it('writes at once what comes alone', async () => {
  const { events, statements, sent } = writing()
  const came = events.add('tea', 'a', 1)
  await settled()
  expect(sent()).toEqual(['a'])
  statements[0]?.commit()
  expect(await came).toBe('a of 1')
})

it('writes together what comes meanwhile, and answers nobody before their own commit', async () => {
  const { events, statements, sent } = writing()
  const answered: string[] = []
  const add = (item: string) => events.add('tea', item, 1).then(() => answered.push(item))
  void add('a')
  await settled()
  void add('b')
  void add('c')
  await settled()
  expect(sent()).toEqual(['a'])
  statements[0]?.commit()
  await settled()
  expect(sent()).toEqual(['a', 'b c'])
  expect(answered).toEqual(['a'])
  statements[1]?.commit()
  await settled()
  expect(answered).toEqual(['a', 'b', 'c'])
})

it('sends no more in a statement than its bounds allow, and what is larger alone', async () => {
  const { events, statements, sent } = writing({ items: 3 })
  for (const [item, bytes] of Object.entries({ a: 1, b: 1, c: 1, d: 600, e: 600, f: 2000, g: 1 }))
    void events.add('tea', item, bytes)
  for (let statement = 0; statement < 5; statement++) {
    await settled()
    statements[statement]?.commit()
  }
  await settled()
  expect(sent()).toEqual(['a b c', 'd', 'e', 'f', 'g'])
})

it('has one statement of a group on its way, and of all groups as many as it may; each has its turn', async () => {
  const { events, statements, sent } = writing({ items: 1, atOnce: 2 })
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1']) void events.add(item.charAt(0), item, 1)
  await settled()
  expect(sent()).toEqual(['a1', 'b1'])
  for (let statement = 0; statement < 5; statement++) {
    statements[statement]?.commit()
    await settled()
  }
  expect(sent()).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
})

it('lets the one fail that is refused, and none beside it', async () => {
  const { events, statements } = writing()
  const came = Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map((item) => events.add('tea', item, 1)))
  for (let statement = 0; statement < statements.length || statement === 0; statement++) {
    await settled()
    const { items, commit, fail } = statements[statement] as Statement
    if (items.includes('bad')) fail(new Error(`refused with ${items.length}`))
    else commit()
    await settled()
  }
  expect((await came).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  ])
  expect((await came)[2]).toMatchObject({ reason: new Error('refused with 1') })
})

it('tells everybody at once what everybody would be told, and goes on with the next', async () => {
  const { events, statements, sent } = writing()
  const came = Promise.allSettled(['a', 'b', 'c'].map((item) => events.add('tea', item, 1)))
  await settled()
  statements[0]?.fail(away)
  expect(await came).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: away })))
  void events.add('tea', 'd', 1)
  await settled()
  expect(sent()).toEqual(['a b c', 'd'])
})
