import { Module } from '@nestjs/common'
import { AvatarsController } from './avatars/avatars.controller'
import { AvatarsService } from './avatars/avatars.service'
import { AcceptanceService } from './invitations/acceptance.service'
import { InvitationMail } from './invitations/invitation-mail'
import { AcceptanceController, InvitationsController } from './invitations/invitations.controller'
import { InvitationsService } from './invitations/invitations.service'
import { RecoveryMail } from './recovery/recovery-mail'
import { RecoveryController } from './recovery/recovery.controller'
import { RecoveryService } from './recovery/recovery.service'
import { AuthController } from './sessions/auth.controller'
import { OneTimeTokens } from './sessions/one-time-tokens'
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
import { ViewEntity } from './views/view.entity'
import { ViewsController } from './views/views.controller'
import { ViewsService } from './views/views.service'

export const identityEntities = [ViewEntity, TenantEntity, CredentialEntity, MembershipEntity]

/** Tenants and people without HTTP: what the worker, the command line and the seed need. */
@Module({
  providers: [Accounts, OneTimeTokens, Passwords, SessionsService, TenantsService, UsersService, ViewsService],
  exports: [Accounts, OneTimeTokens, Passwords, SessionsService, TenantsService, UsersService, ViewsService],
})
export class IdentityModule {}

@Module({
  imports: [IdentityModule],
  controllers: [
    AuthController,
    AcceptanceController,
    RecoveryController,
    InvitationsController,
    SettingsController,
    AvatarsController,
    UsersController,
    ViewsController,
  ],
  providers: [
    AcceptanceService,
    AvatarsService,
    InvitationsService,
    ProfileService,
    RecoveryService,
    RegistrationService,
    SignInService,
  ],
  exports: [IdentityModule],
})
export class IdentityApiModule {}

@Module({
  imports: [IdentityModule],
  providers: [InvitationMail, RecoveryMail, SessionPruningWorker],
  exports: [IdentityModule],
})
export class IdentityWorkerModule {}
