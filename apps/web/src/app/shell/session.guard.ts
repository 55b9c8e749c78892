import { inject } from '@angular/core'
import { type CanActivateFn, Router } from '@angular/router'
import type { Permission } from '@portolan/contracts'
import { Session } from '../data/session'

/** Pages behind sign-in remember where the reader wanted to go. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const [session, router] = [inject(Session), inject(Router)]
  await session.restore()
  if (session.user()) return true
  return router.createUrlTree(['/sign-in'], { queryParams: state.url === '/' ? {} : { return: state.url } })
}

/** A page whose every action the role lacks is not there for it. */
export function allowed(permission: Permission): CanActivateFn {
  return () => inject(Session).can(permission) || inject(Router).createUrlTree(['/not-found'])
}
