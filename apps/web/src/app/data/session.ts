import { HttpContext } from '@angular/common/http'
import { computed, inject, Injectable, signal } from '@angular/core'
import { permissions, type Language as LanguageCode, type Permission, type Role } from '@portolan/contracts'
import { firstValueFrom, Subject } from 'rxjs'
import { authLogin } from '../api/fn/auth/auth-login'
import { authLogout } from '../api/fn/auth/auth-logout'
import { authRefresh } from '../api/fn/auth/auth-refresh'
import { usersEditMe } from '../api/fn/users/users-edit-me'
import { usersMe } from '../api/fn/users/users-me'
import type { LoginDto } from '../api/models/login-dto'
import type { OwnUserDto } from '../api/models/own-user-dto'
import type { SignedInDto } from '../api/models/signed-in-dto'
import { READER_ZONE } from '../ui/formats'
import { Language } from '../ui/language'
import { readStored, writeStored } from '../ui/stored'
import { apiCalls } from './api-calls'
import { Failure } from './failure'
import { SessionChannel, type AccessToken } from './session-channel'
import { WITHOUT_SESSION } from './without-session'

export type SignedInUser = OwnUserDto

export type Credentials = Pick<LoginDto, 'email' | 'password' | 'tenant'>

/**
 * Who is signed in. The access token lives in memory only; the refresh token is a cookie that scripts cannot read.
 * All tabs share that cookie and each use of it replaces it, so renewing is done by one tab at a time (SessionChannel).
 */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = apiCalls()
  private readonly channel = inject(SessionChannel)
  private readonly language = inject(Language)
  private readonly zone = inject(READER_ZONE)
  private readonly signedIn = signal<SignedInUser | undefined>(undefined)
  private access: AccessToken | undefined
  /** Told together with a token; a token that another tab has renewed comes alone. */
  private tokenOf: SignedInUser | undefined
  private renewing: Promise<string> | undefined
  private restoring: Promise<void> | undefined
  private keptOpen = false

  readonly user = this.signedIn.asReadonly()
  readonly workspace = computed(() => this.signedIn()?.tenant)
  /** Fires when a session that was open is over; the shell goes to the sign-in page. */
  readonly ended = new Subject<'signed-out' | 'expired'>()

  constructor() {
    this.channel.renewed.subscribe((access) => {
      this.access = access
      this.tokenOf = undefined
    })
    this.channel.signedOut.subscribe(() => this.end('signed-out'))
  }

  can(permission: Permission): boolean {
    const role = this.signedIn()?.role
    return role !== undefined && (permissions[permission] as readonly Role[]).includes(role)
  }

  async signIn(credentials: Credentials): Promise<void> {
    const body = { ...credentials, session: 'cookie' } as const
    this.keep(await firstValueFrom(this.api.data(authLogin, { body }, alone())))
    await this.load()
    writeStored('portolan.signed-in', true)
  }

  /** Renews a session that has run out, for the same person: whatever they were at stays as it is. */
  async signInAgain(password: string): Promise<void> {
    const user = this.signedIn()
    if (!user?.email) return
    const body = { email: user.email, password, tenant: user.tenant.slug, session: 'cookie' } as const
    this.keep(await firstValueFrom(this.api.data(authLogin, { body }, alone())))
    writeStored('portolan.signed-in', true)
  }

  /** Whoever hears that the session has run out may keep its page open until the same person signs in again. */
  keepOpen() {
    this.keptOpen = true
  }

  /** Gives up a session that was kept open. */
  leave() {
    this.signedIn.set(undefined)
  }

  /** After a reload: takes up the session of the cookie, if this browser has one. */
  restore(): Promise<void> {
    if (this.signedIn() || !readStored('portolan.signed-in')) return Promise.resolve()
    this.restoring ??= this.load()
      .catch((error: unknown) => {
        if (Failure.from(error).status !== 401) throw error
      })
      .finally(() => (this.restoring = undefined))
    return this.restoring
  }

  async signOut(): Promise<void> {
    try {
      await firstValueFrom(this.api.answer(authLogout, undefined))
    } finally {
      this.channel.tellSignedOut()
      this.end('signed-out')
    }
  }

  /** A usable access token, renewed first when it has run out. */
  async token(): Promise<string> {
    if (this.access && this.access.expiresAt > Date.now()) return this.access.token
    return this.renew(this.access?.token)
  }

  /** How long the access token at hand can be used. */
  tokenLastsMs(): number {
    return (this.access?.expiresAt ?? 0) - Date.now()
  }

  /** Replaces `stale`; callers that come meanwhile share the one request. */
  renew(stale: string | undefined): Promise<string> {
    this.renewing ??= this.channel
      .alone(() => this.renewOnce(stale))
      .catch((error: unknown) => {
        if (Failure.from(error).status === 401) this.end('expired')
        throw error
      })
      .finally(() => (this.renewing = undefined))
    return this.renewing
  }

  private async renewOnce(stale: string | undefined): Promise<string> {
    // Another tab may have renewed while this one waited for its turn.
    if (this.access && this.access.token !== stale && this.access.expiresAt > Date.now()) return this.access.token
    return this.keep(
      (await renewedAhead()) ?? (await firstValueFrom(this.api.data(authRefresh, { body: {} }, alone()))),
    )
  }

  private keep(issued: SignedInDto): string {
    // Ten seconds early, so that a token does not run out on its way.
    this.access = { token: issued.access_token, expiresAt: Date.now() + (issued.expires_in - 10) * 1000 }
    this.tokenOf = issued.user
    this.channel.tellRenewed(this.access)
    return issued.access_token
  }

  private async load() {
    await this.token()
    const user = this.tokenOf ?? (await firstValueFrom(this.api.data(usersMe, undefined)))
    this.zone.set(user.timezone ?? user.tenant.timezone)
    const chosen = this.language.takeChosen()
    this.signedIn.set(user)
    if (chosen && chosen !== user.language) await this.keepLanguage(chosen)
    else await this.language.follow(user.language, user.tenant.language)
  }

  /** Takes up what the reader changed about themselves. */
  async update(user: SignedInUser): Promise<void> {
    this.zone.set(user.timezone ?? user.tenant.timezone)
    await this.language.adopt(user.language, user.tenant.language)
    this.signedIn.set(user)
  }

  /** Speaks another language at once, here and, because it goes into the profile, wherever this member signs in. */
  async speak(language: LanguageCode): Promise<void> {
    await this.language.choose(language)
    this.language.takeChosen()
    await this.keepLanguage(language)
  }

  private async keepLanguage(language: LanguageCode) {
    this.signedIn.set(await firstValueFrom(this.api.data(usersEditMe, { body: { language } })))
  }

  private end(how: 'signed-out' | 'expired') {
    this.access = undefined
    writeStored('portolan.signed-in', undefined)
    if (!this.signedIn()) return
    this.keptOpen = false
    this.ended.next(how)
    if (!this.keptOpen) this.signedIn.set(undefined)
  }
}

/** What start.js has asked for; it serves once. */
async function renewedAhead(): Promise<SignedInDto | undefined> {
  const page = globalThis as { portolanRenewed?: Promise<SignedInDto | undefined> }
  const renewed = await page.portolanRenewed
  delete page.portolanRenewed
  return renewed
}

/** A call that carries no access token and must not renew one. */
function alone(): HttpContext {
  return new HttpContext().set(WITHOUT_SESSION, true)
}
