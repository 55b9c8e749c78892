import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { Language, Role } from '@portolan/contracts'
import { Database, MailContents, momentInWords, roleInWords, type MailContent } from '@portolan/platform'
import { pageLink } from '../mail-links'
import { OneTimeTokens } from '../sessions/one-time-tokens'

interface Invited {
  readonly email: string
  readonly role: Role
  readonly first_name: string
  readonly language: Language
  readonly timezone: string
  readonly workspace: string
  readonly inviter: string
  readonly expires_at: string
  readonly has_account: boolean
}

/** Writes the invitation's mail. Its link is made here, in the moment it leaves, so that no row ever holds it. */
@Injectable()
export class InvitationMail implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly contents: MailContents,
    private readonly tokens: OneTimeTokens,
  ) {}

  onModuleInit(): void {
    this.contents.add('invitation', (id) => this.compose(id))
  }

  private async compose(id: string): Promise<MailContent | null> {
    const [invited] = await this.db.query<Invited>(
      `select i.email, i.role, i.first_name, coalesce(i.language, t.language) as language, t.timezone,
              t.name as workspace, iso_time(i.expires_at) as expires_at,
              coalesce(nullif(trim(concat_ws(' ', m.first_name, m.last_name)), ''), t.name) as inviter,
              exists (select from users u where u.email_lower = i.email_lower) as has_account
         from invitations i join tenants t on t.id = i.tenant_id
         left join memberships m on m.tenant_id = i.tenant_id and m.user_id = i.invited_by
        where i.tenant_id = current_tenant() and i.id = $1 and i.status = 'pending' and i.expires_at > now()`,
      [id],
    )
    if (!invited) return null
    const { language, workspace, inviter } = invited
    const expiresAt = new Date(invited.expires_at)
    const token = await this.tokens.mint('invitation', id, expiresAt)
    return {
      kind: invited.has_account ? 'invitation_existing' : 'invitation',
      language,
      link: pageLink('invitation', token),
      params: {
        workspace,
        inviter,
        name: invited.first_name || invited.email,
        role: roleInWords(invited.role, language),
        until: momentInWords(expiresAt, language, invited.timezone),
      },
    }
  }
}
