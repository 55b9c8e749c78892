import { Injectable } from '@nestjs/common'
import { queues } from '@portolan/contracts'
import { Database } from '../database/database'
import { knownQueue } from './queues.service'
import { WakeUps } from './wake-ups'

export interface InstallationQueue {
  readonly name: string
  readonly due: number
  readonly running: number
  readonly dead: number
  /** Since when it is paused for every workspace. */
  readonly paused_at: string | null
}

const installation = { tenant: null, role: 'system', user: null, session: null } as const

/** Queues as whoever runs the installation sees them: the jobs of all workspaces, in numbers. */
@Injectable()
export class InstallationQueues {
  constructor(
    private readonly db: Database,
    private readonly wakeUps: WakeUps,
  ) {}

  list(): Promise<InstallationQueue[]> {
    return this.db.as(installation, () =>
      this.db.read<InstallationQueue>(
        `select queues.name, count(id) filter (where state = 'pending' and run_at <= now())::integer as due,
                count(id) filter (where state = 'running')::integer as running,
                count(id) filter (where state = 'dead')::integer as dead,
                (select iso_time(paused_at) from queue_pauses p where p.queue = queues.name and p.tenant_id is null) as paused_at
           from unnest($1::text[]) with ordinality as queues (name, place)
           left join job_heads on queue = queues.name and state in ('pending', 'running', 'dead')
          group by queues.name, place order by place`,
        [queues],
      ),
    )
  }

  /** Starts no more jobs of the queue for anybody; those that run go on to their end. Throws missing(). */
  async pause(name: string): Promise<void> {
    const queue = knownQueue(name)
    await this.change(`insert into queue_pauses (queue) values ($1) on conflict do nothing`, queue)
  }

  /** Throws missing() for a queue that does not exist. */
  async resume(name: string): Promise<void> {
    const queue = knownQueue(name)
    await this.change(`delete from queue_pauses where queue = $1 and tenant_id is null`, queue)
    this.wakeUps.wake(queue)
  }

  private change(sql: string, queue: string): Promise<unknown> {
    return this.db.as(installation, () => this.db.tx(() => this.db.query(sql, [queue])))
  }
}
