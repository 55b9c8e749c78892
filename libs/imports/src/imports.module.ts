import { Module } from '@nestjs/common'
import { OrdersModule } from '@portolan/orders'
import { DocumentWriter } from './document-writer'
import { ImportRetention } from './import-retention'
import { ImportRun } from './import-run'
import { ImportsController, OrderImportController } from './imports.controller'
import { ImportsService } from './imports.service'
import { ImportsWorker } from './imports.worker'
import { RejectionsService } from './rejections.service'
import { StagedFile } from './staged-file'
import { StagingQueries } from './staging.queries'

@Module({
  controllers: [OrderImportController, ImportsController],
  providers: [ImportsService, RejectionsService, StagedFile],
  exports: [ImportsService],
})
export class ImportsApiModule {}

@Module({
  imports: [OrdersModule],
  providers: [
    ImportsWorker,
    ImportRun,
    ImportRetention,
    DocumentWriter,
    StagingQueries,
    StagedFile,
    ImportsService,
    RejectionsService,
  ],
  exports: [ImportsService, RejectionsService],
})
export class ImportsWorkerModule {}
