import { createHash } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { context, Database, Files, missing, Outbox, type Json, type UploadForm } from '@portolan/platform'
import { Accounts } from '../users/accounts'
import { ownUserResource } from '../users/users.resource'
import { squarePicture } from './picture'

const limitMb = 5

/** The members' pictures. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly files: Files,
    private readonly accounts: Accounts,
  ) {}

  /** The member's picture, a WebP. Throws missing('avatar'). */
  async read(user: string): Promise<Buffer> {
    const [row] = await this.db.read<{ picture: string }>(
      `select encode(picture, 'base64') as picture from avatars where tenant_id = current_tenant() and user_id = $1`,
      [user],
    )
    if (!row) throw missing('avatar')
    return Buffer.from(row.picture, 'base64')
  }

  /** Takes the part `file` of the form as the caller's picture. Throws a DomainError as `squarePicture` does. */
  async replace(form: UploadForm): Promise<Json> {
    const { file } = await form.receive(this.files, [], { limitMb })
    const picture = await this.square(file.id, file.bytes)
    const hash = createHash('sha256').update(picture).digest('base64url').slice(0, 16)
    const { user } = self()
    return this.db.tx(async () => {
      await this.db.query(
        `insert into avatars (tenant_id, user_id, picture, hash)
         values (current_tenant(), $1, decode($2, 'base64'), $3)
         on conflict (tenant_id, user_id) do update
           set picture = excluded.picture, hash = excluded.hash, updated_at = now()`,
        [user, picture.toString('base64'), hash],
      )
      // The address changes with the picture, so that browsers may keep each for ever.
      await this.address(`/api/v1/users/${user}/avatar?v=${hash}`)
      return ownUserResource.one(this.db, user)
    })
  }

  /** Removes the caller's picture; one that is gone already is no error. */
  remove(): Promise<void> {
    return this.db.tx(async () => {
      await this.forget()
      await this.address(null)
    })
  }

  /** Forgets the caller's picture, for a profile that names another one. Inside the caller's transaction. */
  async forget(): Promise<void> {
    await this.db.query('delete from avatars where tenant_id = current_tenant() and user_id = $1', [self().user])
  }

  private async square(id: string, bytes: number): Promise<Buffer> {
    try {
      return await squarePicture(await this.files.head(id, bytes))
    } finally {
      await this.files.remove(id)
    }
  }

  private async address(avatar_url: string | null): Promise<void> {
    const { tenant, user } = self()
    const [before] = await this.db.query<{ avatar_url: string | null }>(
      'select avatar_url from memberships where tenant_id = current_tenant() and user_id = $1 for update',
      [user],
    )
    if (!before) throw missing('user')
    if (before.avatar_url === avatar_url) return
    await this.accounts.editMembership(tenant, user, { avatar_url })
    const changes = { [user]: { avatar_url: [before.avatar_url, avatar_url] as [unknown, unknown] } }
    await this.outbox.append('user.updated', { ids: [user], changes })
  }
}

function self(): { tenant: string; user: string } {
  const { tenant, user } = context()
  if (!tenant || !user) throw new Error('a picture belongs to somebody who is signed in')
  return { tenant, user }
}
