export { AnalyticsApiModule, AnalyticsWorkerModule } from './analytics.module'
export { ReportsService } from './reports.service'
export { RollupService } from './rollup.service'
