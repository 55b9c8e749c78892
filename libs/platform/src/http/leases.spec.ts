import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Leases } from './leases'

const limited = (points: number) => new RateLimiterMemory({ points, duration: 3600 })

async function letThrough(count: number, processes: readonly Leases[]): Promise<number> {
  let through = 0
  for (let made = 0; made < count; made++) {
    const answers = await Promise.all(processes.map((leases) => leases.take('ada')))
    through += answers.filter(({ full }) => !full).length
  }
  return through
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

it('lets as many through as the limit says, and tells how many are left', async () => {
  const [leases, left] = [new Leases(limited(3000)), [] as number[]]
  for (let made = 0; made < 3000; made++) left.push((await leases.take('ada')).remainingPoints)
  expect(left).toEqual(Array.from({ length: 3000 }, (_, made) => 2999 - made))
  expect(await leases.take('ada')).toMatchObject({ full: true, remainingPoints: 0 })
})

it('asks seldom where there is much left', async () => {
  const limiter = limited(1_000_000)
  const asked = jest.spyOn(limiter, 'consume')
  await letThrough(1000, [new Leases(limiter)])
  expect(asked.mock.calls.length).toBeLessThan(60)
})

it('asks for more before nothing is left, so that nobody waits', async () => {
  const leases = new Leases(limited(1_000_000))
  for (let made = 0; made < 40; made++) await leases.take('ada')
  const own: boolean[] = []
  for (let made = 0; made < 100; made++) {
    own.push(leases.takeOwn('ada') !== null)
    await Promise.resolve().then(() => jest.advanceTimersByTimeAsync(0))
  }
  expect(own).not.toContain(false)
})

it('keeps what is left of a lease when nothing more is to be had', async () => {
  const limiter = limited(10_000)
  const leases = new Leases(limiter)
  await letThrough(30, [leases])
  const { remainingPoints = 0 } = (await limiter.get('ada')) ?? {}
  await limiter.consume('ada', remainingPoints)
  const through = await letThrough(40, [leases])
  expect((await limiter.get('ada'))?.consumedPoints).toBeGreaterThanOrEqual(10_000)
  expect(through).toBeGreaterThan(0)
  expect(30 + through + remainingPoints).toBe(10_000)
})

it('lets no more through when several processes count, and hardly less', async () => {
  const limiter = limited(1000)
  const through = await letThrough(600, [new Leases(limiter), new Leases(limiter), new Leases(limiter)])
  expect(through).toBeLessThanOrEqual(1000)
  expect(through).toBeGreaterThan(990)
})

it('lets no more through when many ask at once', async () => {
  const leases = new Leases(limited(100))
  const answers = await Promise.all(Array.from({ length: 150 }, () => leases.take('ada')))
  expect(answers.filter(({ full }) => !full)).toHaveLength(100)
})

it('gives back what nobody used', async () => {
  const limiter = limited(2000)
  const leases = new Leases(limiter)
  await letThrough(5, [leases])
  expect((await limiter.get('ada'))?.consumedPoints).toBeGreaterThan(5)
  await jest.advanceTimersByTimeAsync(3000)
  expect((await limiter.get('ada'))?.consumedPoints).toBe(5)
})
