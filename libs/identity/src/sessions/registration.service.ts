import { Injectable } from '@nestjs/common'
import { config, Database } from '@portolan/platform'
import { SlugTaken } from '../tenants/tenant.errors'
import { TenantsService } from '../tenants/tenants.service'
import { lowered } from '../users/accounts'
import { Passwords } from '../users/passwords'
import { RegistrationClosed } from './auth.errors'
import type { RegisterDto, RegisteredDto } from './auth.dto'

@Injectable()
export class RegistrationService {
  constructor(
    private readonly db: Database,
    private readonly tenants: TenantsService,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Makes a workspace with its first administrator. For an address that has an account nothing is made, and the answer
   * is the same after the same work: nobody learns here who has one. Throws RegistrationClosed, SlugTaken.
   */
  async register({ email, password, first_name, last_name, ...settings }: RegisterDto): Promise<RegisteredDto> {
    if (!config.REGISTRATION) throw new RegistrationClosed()
    const { slugTaken, known } = await this.find(settings.slug, email)
    if (slugTaken) throw new SlugTaken(settings.slug)
    if (known) await this.passwords.hash(password)
    else await this.tenants.create({ ...settings, admin: { email, password, first_name, last_name } })
    return { name: settings.name, slug: settings.slug, email }
  }

  private async find(slug: string, email: string): Promise<{ slugTaken: boolean; known: boolean }> {
    const [found] = await this.db.read<{ slug_taken: boolean; known: boolean }>(
      `select exists (select from tenants where slug = $1) as slug_taken,
              exists (select from users where email_lower = $2) as known`,
      [slug, lowered(email)],
    )
    return { slugTaken: found?.slug_taken ?? false, known: found?.known ?? false }
  }
}
