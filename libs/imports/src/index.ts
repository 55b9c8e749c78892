export { ImportsApiModule, ImportsWorkerModule } from './imports.module'
export { ImportsService } from './imports.service'
export { importsEntities } from './import.entity'
