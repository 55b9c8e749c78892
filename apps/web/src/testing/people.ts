import { signal } from '@angular/core'
import { permissions, type Permission, type Role } from '@portolan/contracts'
import { Subject } from 'rxjs'
import { Session, type SignedInUser } from '../app/data/session'

export function aUser(role: Role = 'manager', changes: Partial<SignedInUser> = {}): SignedInUser {
  return {
    id: '019a9f1e-7c1b-7e54-9d0f-0000000000aa',
    email: 'maria@meridian.example',
    first_name: 'Maria',
    last_name: 'Costa',
    role,
    language: null,
    timezone: null,
    tenant: {
      id: '019a9f1e-7c1b-7e54-9d0f-000000000001',
      name: 'Meridian Trading',
      slug: 'meridian',
      default_currency: 'EUR',
      language: 'en',
      timezone: 'Europe/Berlin',
      catches_mail: false,
    },
    avatar_url: null,
    status: 'active',
    last_login_at: null,
    created_at: '2026-01-01T10:00:00.000Z',
    updated_at: '2026-01-01T10:00:00.000Z',
    version: 1,
    ...changes,
  }
}

/** Somebody is signed in already; what signing in takes is the session's own test. */
export function provideSignedIn(role: Role = 'manager') {
  const user = signal<SignedInUser | undefined>(aUser(role))
  const session = {
    user,
    workspace: () => user()?.tenant,
    can: (permission: Permission) => (permissions[permission] as readonly Role[]).includes(role),
    restore: () => Promise.resolve(),
    update: jest.fn((changed: SignedInUser) => Promise.resolve(user.set(changed))),
    speak: jest.fn(() => Promise.resolve()),
    signOut: jest.fn(() => Promise.resolve()),
    keepOpen: jest.fn(),
    leave: jest.fn(),
    signInAgain: jest.fn(() => Promise.resolve()),
    ended: new Subject<'signed-out' | 'expired'>(),
  }
  return { provide: Session, useValue: session }
}
