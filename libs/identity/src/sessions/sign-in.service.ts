import { Injectable } from '@nestjs/common'
import { languages, type Role } from '@portolan/contracts'
import { config, context, Database, Outbox, Tokens, type Json } from '@portolan/platform'
import type { TenantStatus } from '../tenants/tenant.entity'
import { assertOpen } from '../tenants/tenant.errors'
import { lowered } from '../users/accounts'
import { Passwords } from '../users/passwords'
import type { OwnUserDto } from '../users/user.dto'
import { ownUserResource } from '../users/users.resource'
import { ChooseTenant, InvalidCredentials, NoWorkspace, type Workspace } from './auth.errors'
import { SessionsService, systemFor, type Issued, type SessionKind } from './sessions.service'

export interface Credentials {
  readonly email: string
  readonly password: string
  /** The workspace's slug; needed by members of several. */
  readonly tenant?: string
  /** `cookie` is the console's. */
  readonly session?: 'cookie' | 'token'
}

export interface SignedIn {
  readonly accessToken: string
  readonly expiresIn: number
  readonly refreshToken: string
  readonly refreshExpiresAt: Date
  readonly user: Json
}

interface Account {
  readonly id: string
  readonly password_hash: string
}

interface Route extends Workspace {
  readonly id: string
  readonly status: TenantStatus
}

@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly tokens: Tokens,
  ) {}

  /** Throws InvalidCredentials; after the right password ChooseTenant, NoWorkspace, or what the workspace's status says. */
  async signIn({ email, password, tenant, session }: Credentials): Promise<SignedIn> {
    const account = await this.accountOf(email)
    const right = await this.passwords.matches(account?.password_hash ?? null, password)
    if (!account || !right) throw new InvalidCredentials()
    const route = onlyRoute(await this.routesOf(account.id), tenant)
    assertOpen(route.status)
    return this.db.as(systemFor({ tenant: route.id, user: account.id }), () =>
      this.db.tx(() => this.open(account, route, session === 'cookie' ? 'console' : 'api')),
    )
  }

  /** Throws RefreshRefused. */
  refresh(refreshToken: string): Promise<SignedIn> {
    return this.sessions.refresh(refreshToken, (issued) => this.answer(issued))
  }

  /** Ends the session of the ambient context. */
  async signOut(): Promise<void> {
    const { session } = context()
    if (session) await this.sessions.end(session, 'signed_out')
  }

  private async accountOf(email: string): Promise<Account | undefined> {
    const [account] = await this.db.read<Account>(
      'select u.id, c.password_hash from users u join credentials c on c.user_id = u.id where u.email_lower = $1',
      [lowered(email)],
    )
    return account
  }

  private routesOf(user: string): Promise<Route[]> {
    return this.db.read<Route>(
      `select t.id, t.slug, t.name, t.status from sign_in_routes r join tenants t on t.id = r.tenant_id
        where r.user_id = $1 and r.active order by t.slug`,
      [user],
    )
  }

  // The rows are locked until the session stands, so that whoever deactivates the member or changes the password at
  // this moment waits and then ends this session too.
  private async open({ id, password_hash }: Account, { id: tenant }: Route, kind: SessionKind): Promise<SignedIn> {
    const [member] = await this.db.query<{ role: Role }>(
      `select m.role from memberships m join credentials c on c.user_id = m.user_id
        where m.tenant_id = current_tenant() and m.user_id = $1 and m.status = 'active' and c.password_hash = $2
          for update of m for share of c`,
      [id, password_hash],
    )
    if (!member) throw new InvalidCredentials()
    await this.db.query(
      'update memberships set last_login_at = now() where tenant_id = current_tenant() and user_id = $1',
      [id],
    )
    await this.outbox.append('user.signed_in', { ids: [id] })
    return this.answer(await this.sessions.open({ user: id, tenant, role: member.role, kind }))
  }

  private async answer({ session, refreshToken, refreshExpiresAt }: Issued): Promise<SignedIn> {
    const { id, user, tenant, role, kind } = session
    const own = await ownUserResource.one(this.db, user)
    const profile = JSON.parse(own.text) as Pick<OwnUserDto, 'language' | 'tenant'>
    const language = languages.find((code) => code === (profile.language ?? profile.tenant.language))
    return {
      accessToken: this.tokens.signAccess({ user, tenant, role, session: id, client: kind, language }),
      expiresIn: config.ACCESS_TOKEN_SECONDS,
      refreshToken,
      refreshExpiresAt,
      user: own,
    }
  }
}

function onlyRoute(routes: readonly Route[], tenant: string | undefined): Route {
  const chosen = tenant === undefined ? routes : routes.filter(({ slug, id }) => slug === tenant || id === tenant)
  if (chosen.length > 1) throw new ChooseTenant(chosen)
  const [route] = chosen
  if (!route) throw new NoWorkspace()
  return route
}
