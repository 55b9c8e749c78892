import { Module } from '@nestjs/common'
import { AnalyticsController } from './analytics.controller'
import { AnalyticsWorker } from './analytics.worker'
import { ReportsService } from './reports.service'
import { RollupService } from './rollup.service'

@Module({ controllers: [AnalyticsController], providers: [ReportsService], exports: [ReportsService] })
export class AnalyticsApiModule {}

@Module({ providers: [RollupService, AnalyticsWorker], exports: [RollupService] })
export class AnalyticsWorkerModule {}
