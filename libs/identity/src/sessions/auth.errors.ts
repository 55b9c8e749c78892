import { DomainError } from '@portolan/platform'

/** The same for an unknown address, a wrong password and an account without one. */
export class InvalidCredentials extends DomainError {
  constructor() {
    super('unauthenticated', 'auth.invalid_credentials', 'The e-mail address or the password is wrong')
  }
}

/** Told after the right password only. */
export class NoWorkspace extends DomainError {
  constructor() {
    super('forbidden', 'auth.no_workspace', 'This account is no active member of the workspace')
  }
}

export interface Workspace {
  readonly slug: string
  readonly name: string
}

/** Told after the right password only; `details` lists the workspaces: short names, and names in the same order. */
export class ChooseTenant extends DomainError {
  constructor(workspaces: readonly Workspace[]) {
    super('conflict', 'auth.choose_tenant', 'You belong to several workspaces: say which one as `tenant`', {
      details: { tenant: workspaces.map(({ slug }) => slug), tenant_name: workspaces.map(({ name }) => name) },
    })
  }
}

export class RefreshRefused extends DomainError {
  constructor() {
    super('unauthenticated', 'auth.refresh_refused', 'This sign-in has ended; sign in again')
  }
}

export class ForeignOrigin extends DomainError {
  constructor() {
    super('forbidden', 'auth.foreign_origin', 'The cookie works from pages of this address only')
  }
}

export class RegistrationClosed extends DomainError {
  constructor() {
    super('forbidden', 'auth.registration_closed', 'Registration is closed here; ask the administrator of this server')
  }
}
