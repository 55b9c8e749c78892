import { DomainError } from '@portolan/platform'
import type { TenantStatus } from './tenant.entity'

export class SlugTaken extends DomainError {
  constructor(slug: string) {
    super('conflict', 'tenant.slug_taken', 'Another workspace has this short name', {
      details: { slug: [`${slug} is taken`] },
    })
  }
}

/** Days are cut in the zone and figures are kept in the currency, so both are settled once something stands on them. */
export class SettingsInUse extends DomainError {
  constructor(details: Record<string, string[]>) {
    super('conflict', 'settings.in_use', 'This cannot change any more: figures stand on it', { details })
  }
}

class TenantSuspended extends DomainError {
  constructor() {
    super('forbidden', 'tenant.suspended', 'This workspace is suspended')
  }
}

class TenantInMaintenance extends DomainError {
  constructor() {
    super('unavailable', 'tenant.maintenance', 'This workspace is in maintenance; try again soon', {
      params: { retry_after: 60 },
    })
  }
}

/** For who has no session yet; with one, the database's doors say the same. Throws a DomainError: 403 or 503. */
export function assertOpen(status: TenantStatus): void {
  if (status === 'suspended') throw new TenantSuspended()
  if (status === 'maintenance') throw new TenantInMaintenance()
}
