import { Injectable } from '@nestjs/common'
import { Database, OnJob } from '@portolan/platform'

const keptDays = 30

/** Sessions and mailed tokens are kept a month after they are over, for whoever looks into a copied one. */
@Injectable()
export class SessionPruningWorker {
  constructor(private readonly db: Database) {}

  @OnJob('sessions.prune')
  async onPrune(): Promise<void> {
    await this.db.tx(async () => {
      await this.db.query(
        `delete from sessions where expires_at < now() - make_interval(days => $1)
            or ended_at < now() - make_interval(days => $1)`,
        [keptDays],
      )
      await this.db.query('delete from one_time_tokens where expires_at < now() - make_interval(days => $1)', [
        keptDays,
      ])
    })
  }
}
