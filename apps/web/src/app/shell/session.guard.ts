import { inject } from '@angular/core'
import { type CanActivateFn, RedirectCommand, Router } from '@angular/router'
import type { Permission } from '@portolan/contracts'
import { Failure } from '../data/failure'
import { Session } from '../data/session'

/** Pages behind sign-in remember where the reader wanted to go. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const [session, router] = [inject(Session), inject(Router)]
  try {
    await session.restore()
  } catch (error) {
    return unavailable(router, state.url, Failure.from(error))
  }
  if (session.user()) return true
  return router.createUrlTree(['/sign-in'], { queryParams: state.url === '/' ? {} : { return: state.url } })
}

/** The server did not say whether there is a session: the address stays, so that a reload or a retry opens the page. */
function unavailable(router: Router, wanted: string, failure: Failure) {
  const { status, message, requestId } = failure
  const queryParams = { return: wanted, status, message, request: requestId }
  const address = router.createUrlTree(['/unavailable'], { queryParams })
  return new RedirectCommand(address, { skipLocationChange: true })
}

/** Who is signed in already has nothing to do on the sign-in page. */
export const signedOut: CanActivateFn = async () => {
  const [session, router] = [inject(Session), inject(Router)]
  await session.restore().catch(() => undefined)
  return session.user() ? router.createUrlTree(['/']) : true
}

/** A page whose every action the role lacks is not there for it. */
export function allowed(permission: Permission): CanActivateFn {
  return () => inject(Session).can(permission) || inject(Router).createUrlTree(['/not-found'])
}
