import { Injectable } from '@nestjs/common'
import { config, Database } from '@portolan/platform'
import { TenantsService } from '../tenants/tenants.service'
import { lowered } from '../users/accounts'
import { RegistrationClosed } from './auth.errors'
import type { RegisterDto, RegisteredDto } from './auth.dto'

@Injectable()
export class RegistrationService {
  constructor(
    private readonly db: Database,
    private readonly tenants: TenantsService,
  ) {}

  /**
   * Makes a workspace with its first administrator. For an address that has an account the same work is done and taken
   * back, with the same answer: nobody learns here who has one. Throws RegistrationClosed, SlugTaken.
   */
  async register({ email, password, first_name, last_name, ...settings }: RegisterDto): Promise<RegisteredDto> {
    if (!config.REGISTRATION) throw new RegistrationClosed()
    const tenant = { ...settings, admin: { email, password, first_name, last_name } }
    if (await this.isKnown(email)) await this.tenants.rehearse(tenant)
    else await this.tenants.create(tenant)
    return { name: settings.name, slug: settings.slug, email }
  }

  private async isKnown(email: string): Promise<boolean> {
    const found = await this.db.read('select from users where email_lower = $1', [lowered(email)])
    return found.length > 0
  }
}
