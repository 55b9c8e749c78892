import { Module } from '@nestjs/common'
import { AuthController } from './sessions/auth.controller'
import { RegistrationService } from './sessions/registration.service'
import { SessionPruningWorker } from './sessions/session-pruning.worker'
import { SessionsService } from './sessions/sessions.service'
import { SignInService } from './sessions/sign-in.service'
import { SettingsController } from './tenants/settings.controller'
import { TenantEntity } from './tenants/tenant.entity'
import { TenantsService } from './tenants/tenants.service'
import { CredentialEntity } from './users/credential.entity'
import { Accounts } from './users/accounts'
import { MembershipEntity } from './users/membership.entity'
import { Passwords } from './users/passwords'
import { ProfileService } from './users/profile.service'
import { UsersController } from './users/users.controller'
import { UsersService } from './users/users.service'

export const identityEntities = [TenantEntity, CredentialEntity, MembershipEntity]

/** Tenants and people without HTTP: what the worker, the command line and the seed need. */
@Module({
  providers: [Accounts, Passwords, SessionsService, TenantsService, UsersService],
  exports: [Accounts, Passwords, SessionsService, TenantsService, UsersService],
})
export class IdentityModule {}

@Module({
  imports: [IdentityModule],
  controllers: [AuthController, SettingsController, UsersController],
  providers: [ProfileService, RegistrationService, SignInService],
  exports: [IdentityModule],
})
export class IdentityApiModule {}

@Module({ imports: [IdentityModule], providers: [SessionPruningWorker], exports: [IdentityModule] })
export class IdentityWorkerModule {}
