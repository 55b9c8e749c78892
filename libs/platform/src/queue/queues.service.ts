import { Injectable } from '@nestjs/common'
import { queues, type QueueName } from '@portolan/contracts'
import { context } from '../database/context'
import { Database } from '../database/database'
import { missing } from '../errors'
import { Outbox } from '../outbox/outbox'
import type { QueueDto } from './queue.dto'
import { WakeUps } from './wake-ups'

/** Queues as one workspace sees them: its own jobs, and what the installation failed at; nothing of others' work. */
@Injectable()
export class QueuesService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly wakeUps: WakeUps,
  ) {}

  list(): Promise<QueueDto[]> {
    return this.db.read<QueueDto>(
      `select queues.name,
              count(id) filter (where state = 'pending' and run_at <= now())::integer as due,
              count(id) filter (where state = 'pending' and run_at > now())::integer as later,
              count(id) filter (where state = 'waiting')::integer as waiting,
              count(id) filter (where state = 'running')::integer as running,
              count(id) filter (where state = 'dead')::integer
                + (select count(*) from job_heads shared where shared.tenant_id is null and shared.state = 'dead'
                      and shared.queue = queues.name)::integer as dead,
              round(extract(epoch from now() - min(run_at) filter (where state = 'pending' and run_at <= now())), 1)::float8
                as lag_seconds,
              (select count(*) from job_heads done where done.tenant_id = current_tenant() and done.queue = queues.name
                  and done.state = 'done' and done.finished_at > now() - interval '1 hour')::integer as done_last_hour,
              (select iso_time(paused_at) from queue_pauses p
                where p.queue = queues.name and p.tenant_id = current_tenant()) as paused_at,
              exists (select from queue_pauses p where p.queue = queues.name and p.tenant_id is null) as paused_for_all
         from unnest($1::text[]) with ordinality as queues (name, place)
         left join job_heads on queue = queues.name and tenant_id = current_tenant()
              and state in ('pending', 'waiting', 'running', 'dead')
        group by queues.name, place order by place`,
      [queues],
    )
  }

  /** Throws missing() for a queue that does not exist. */
  async pause(name: string): Promise<QueueDto> {
    const queue = knownQueue(name)
    return this.db.tx(async () => {
      const paused = await this.db.query(
        `insert into queue_pauses (queue, tenant_id) values ($1, current_tenant()) on conflict do nothing returning queue`,
        [queue],
      )
      if (paused.length) await this.outbox.append('queue.paused', { ids: [tenant()], queue })
      return this.one(queue)
    })
  }

  /** Throws missing() for a queue that does not exist. */
  async resume(name: string): Promise<QueueDto> {
    const queue = knownQueue(name)
    return this.db.tx(async () => {
      const resumed = await this.db.query(
        `delete from queue_pauses where queue = $1 and tenant_id = current_tenant() returning queue`,
        [queue],
      )
      if (resumed.length) await this.outbox.append('queue.resumed', { ids: [tenant()], queue })
      this.db.afterCommit(() => {
        this.wakeUps.wake(queue)
      })
      return this.one(queue)
    })
  }

  private async one(queue: QueueName): Promise<QueueDto> {
    const found = (await this.list()).find(({ name }) => name === queue)
    if (!found) throw missing('queue')
    return found
  }
}

/** Throws missing() for a queue that does not exist. */
export function knownQueue(name: string): QueueName {
  const queue = queues.find((one) => one === name)
  if (!queue) throw missing('queue')
  return queue
}

function tenant(): string {
  return context().tenant ?? ''
}
