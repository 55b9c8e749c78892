import { Injectable } from '@nestjs/common'
import { Database, OnJob } from '@portolan/platform'

const keptDays = 30

/** Sessions are kept a month after they are over, for whoever looks into a copied token. */
@Injectable()
export class SessionPruningWorker {
  constructor(private readonly db: Database) {}

  @OnJob('sessions.prune')
  async onPrune(): Promise<void> {
    await this.db.tx(() =>
      this.db.query(
        `delete from sessions where expires_at < now() - make_interval(days => $1)
            or ended_at < now() - make_interval(days => $1)`,
        [keptDays],
      ),
    )
  }
}
