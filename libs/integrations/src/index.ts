import { IntegrationEntity } from './connections/integration.entity'

export { InboxService } from './inbox/inbox.service'
export { IntegrationsService } from './connections/integrations.service'
export { IntegrationsApiModule, IntegrationsModule, IntegrationsWorkerModule } from './integrations.module'
export const integrationsEntities = [IntegrationEntity]
