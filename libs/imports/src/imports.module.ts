import { Module } from '@nestjs/common'
import { OrdersModule } from '@portolan/orders'
import { CustomersModule } from '@portolan/customers'
import { Chunks } from './chunks'
import { DocumentReaders } from './documents'
import { DocumentWriter } from './document-writer'
import { DraftsController } from './drafts/drafts.controller'
import { DraftChanges } from './drafts/draft-changes'
import { DraftReading } from './drafts/draft-reading'
import { DraftsService } from './drafts/drafts.service'
import { FixQueries } from './drafts/fixes'
import { ImportStates } from './drafts/import-state'
import { Preview } from './drafts/preview'
import { ExportDownloadService } from './exports/export-download.service'
import { ExportRetention } from './exports/export-retention'
import { ExportRun } from './exports/export-run'
import { CustomerExportController, ExportsController, OrderExportController } from './exports/exports.controller'
import { ExportsQueries } from './exports/exports.queries'
import { ExportsService } from './exports/exports.service'
import { ExportsWorker } from './exports/exports.worker'
import { ImportReading } from './import-reading'
import { ImportRetention } from './import-retention'
import { ImportRun } from './import-run'
import { CustomerImportController, ImportsController, OrderImportController } from './imports.controller'
import { ImportsService } from './imports.service'
import { ImportsWorker } from './imports.worker'
import { CustomerWriter, OrderWriter } from './kind-writers'
import { MappingNames } from './mappings/mapping-names'
import { SavedMappingsController } from './mappings/saved-mappings.controller'
import { SavedMappingsService } from './mappings/saved-mappings.service'
import { RejectionsService } from './rejections.service'
import { StagedFile } from './staged-file'
import { StagingQueries } from './staging.queries'
import { UndoLog } from './undo/undo-log'
import { UndoQueries } from './undo/undo.queries'
import { UndoRun } from './undo/undo-run'
import { UndoService } from './undo/undo.service'

@Module({
  imports: [CustomersModule],
  controllers: [
    OrderImportController,
    CustomerImportController,
    ImportsController,
    DraftsController,
    SavedMappingsController,
    CustomerExportController,
    OrderExportController,
    ExportsController,
  ],
  providers: [
    ImportsService,
    RejectionsService,
    StagedFile,
    UndoService,
    MappingNames,
    SavedMappingsService,
    DraftsService,
    DraftReading,
    DraftChanges,
    FixQueries,
    ImportStates,
    DocumentReaders,
    Preview,
    ExportsService,
    ExportDownloadService,
    ExportsQueries,
  ],
  exports: [ImportsService],
})
export class ImportsApiModule {}

@Module({
  imports: [CustomersModule, OrdersModule],
  providers: [
    ImportsWorker,
    Chunks,
    ImportRun,
    ImportRetention,
    DocumentReaders,
    DocumentWriter,
    OrderWriter,
    CustomerWriter,
    UndoLog,
    UndoQueries,
    UndoRun,
    StagingQueries,
    StagedFile,
    ImportReading,
    FixQueries,
    MappingNames,
    ImportsService,
    RejectionsService,
    ExportsWorker,
    ExportRun,
    ExportRetention,
    ExportsQueries,
    ExportsService,
  ],
  exports: [ImportsService, RejectionsService, ExportsService],
})
export class ImportsWorkerModule {}
