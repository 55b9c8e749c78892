// A nemesis over real processes, which are started once for all of it. FAULTS=whole plays it with the lease of
// production, over 10,000 events for three seeds and 20,000 events of shops; otherwise a short form. FAULTS_SEED plays one
// seed again; `-t events` and `-t shops` play one part.
import { eventFaults } from './event-faults'
import { Plant } from './plant'
import { shopFaults } from './shop-faults'

const whole = process.env.FAULTS === 'whole'
const plant = new Plant(whole ? 60 : 4)

jest.setTimeout(whole ? 3_600_000 : 480_000)

beforeAll(() => plant.start())
afterAll(() => plant.stop())

describe('events', () => {
  eventFaults(plant)
})
describe('shops', () => {
  shopFaults(plant)
})
