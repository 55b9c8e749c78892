import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common'
import { Database, log } from '@portolan/platform'
import { LaneLost, Lanes, leaseSeconds, type Lane } from './lanes'
import { Turns } from './turns'

/** Lanes that this worker holds at the same time; one that waits for slow answers costs no more than a place. */
const places = 64

/** Gives lanes that are due their turns, beside each other. */
@Injectable()
export class LanePool implements BeforeApplicationShutdown {
  private readonly held = new Map<Lane, Promise<void>>()
  private readonly renewal: NodeJS.Timeout
  private stopping = false

  constructor(
    private readonly db: Database,
    private readonly lanes: Lanes,
    private readonly turns: Turns,
  ) {
    const renew = () => {
      if (this.held.size) this.lanes.renew([...this.held.keys()]).catch(() => undefined)
    }
    this.renewal = setInterval(renew, (leaseSeconds * 1000) / 3).unref()
  }

  /** Begins a turn of every due lane for which there is a place, and does not wait for their ends. */
  async fill(): Promise<number> {
    const free = places - this.held.size
    if (this.stopping || free <= 0) return 0
    const lanes = await this.lanes.claim(free)
    for (const lane of lanes) this.begin(lane)
    return lanes.length
  }

  /** Works until no lane is due. */
  async drain(): Promise<void> {
    while ((await this.fill()) || this.held.size) await Promise.all(this.held.values())
  }

  /** Calls that are out may come back and are recorded; nothing new is sent. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true
    clearInterval(this.renewal)
    await Promise.all(this.held.values())
  }

  private begin(lane: Lane): void {
    const actor = { tenant: lane.tenant, role: 'system', user: null, session: null } as const
    const turn = this.db
      .as(actor, () => this.turns.run(lane, () => this.stopping))
      .catch((error: unknown) => {
        // The lease ends by itself, and the next holder sends again what nobody knows the outcome of.
        if (!(error instanceof LaneLost)) log.warn({ err: error, subscription: lane.subscription }, 'a turn failed')
      })
      .finally(() => this.held.delete(lane))
    this.held.set(lane, turn)
  }
}
