import { Controller, Get, HttpCode, Post, Query, type StreamableFile } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  Can,
  Form,
  Id,
  type Json,
  type JsonPage,
  type ListQuery,
  type UploadForm,
} from '@portolan/platform'
import { ImportDto } from './import.dto'
import { importForm } from './import.openapi'
import { importsResource } from './imports.resource'
import { ImportsService } from './imports.service'
import { RejectionsService } from './rejections.service'
import { keptRowsResource } from './undo/kept-rows.resource'
import { UndoService } from './undo/undo.service'

@ApiTags('imports')
@Controller('orders/import')
export class OrderImportController {
  constructor(private readonly imports: ImportsService) {}

  /**
   * Takes a CSV file of orders, plain or gzip; it is read in the background. The file is imported as far as its
   * documents are right, or, when the file itself cannot be read, not at all.
   */
  @Post()
  @HttpCode(202)
  @Can('orders.import')
  @ApiOperation({ summary: 'Import orders from a file' })
  @ApiMade(importsResource, { at: 'imports', status: 202 })
  @ApiConsumes('multipart/form-data')
  @ApiBody(importForm('orders'))
  receive(@Form() form: UploadForm): Promise<Json> {
    return this.imports.receive(form, 'orders')
  }
}

@ApiTags('imports')
@Controller('customers/import')
export class CustomerImportController {
  constructor(private readonly imports: ImportsService) {}

  /**
   * Takes a CSV file of customers, plain or gzip, one person per row; it is read in the background. People are found
   * again by their account (source and external id), then by their e-mail address. Empty cells change nothing.
   */
  @Post()
  @HttpCode(202)
  @Can('customers.import')
  @ApiOperation({ summary: 'Import customers from a file' })
  @ApiMade(importsResource, { at: 'imports', status: 202 })
  @ApiConsumes('multipart/form-data')
  @ApiBody(importForm('customers'))
  receive(@Form() form: UploadForm): Promise<Json> {
    return this.imports.receive(form, 'customers')
  }
}

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly rejections: RejectionsService,
    private readonly undoing: UndoService,
  ) {}

  /** Lists imports, the newest first. */
  @Get()
  @Can('imports.read')
  @ApiOperation({ summary: 'List imports' })
  @ApiList(importsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.imports.list(query)
  }

  /** Reads one import: how far it is, and what became of its rows. */
  @Get(':id')
  @Can('imports.read')
  @ApiOperation({ summary: 'Read an import' })
  @ApiOne(importsResource)
  one(@Id('import') id: string): Promise<Json> {
    return this.imports.one(id)
  }

  /** Downloads the rejected rows with their reasons; put right, the file can be imported as it is. */
  @Get(':id/rejections')
  @Can('imports.read')
  @ApiOperation({ summary: 'Download the rejected rows' })
  @ApiOkResponse({
    description: 'The original columns with `rejected_line` and `rejected_because`',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  rejected(@Id('import') id: string): Promise<StreamableFile> {
    return this.rejections.file(id)
  }

  /** Stops an import after the documents in hand; what has been written stays. */
  @Post(':id/cancel')
  @HttpCode(202)
  @Can('orders.import')
  @ApiOperation({ summary: 'Cancel an import' })
  @ApiAnswer(ImportDto, { status: 202, description: 'The import, which may still finish the documents in hand' })
  cancel(@Id('import') id: string): Promise<Json> {
    return this.imports.cancel(id)
  }

  /**
   * Takes back what an import did, within 30 days: whatever it made goes, and each field whose value is still the
   * import's becomes what it was. Rows that were changed since, that orders hang on, or that a newer import has written
   * to stay as they are and are listed. Asking again is harmless.
   */
  @Post(':id/undo')
  @HttpCode(202)
  @Can('imports.undo')
  @ApiOperation({ summary: 'Undo an import' })
  @ApiAnswer(ImportDto, { status: 202, description: 'The import; `undo` tells how far it is' })
  undo(@Id('import') id: string): Promise<Json> {
    return this.undoing.undo(id)
  }

  /** Lists the rows that the undo left as they are, in whole or in part, with the reason. */
  @Get(':id/undo')
  @Can('imports.read')
  @ApiOperation({ summary: 'List what an undo kept' })
  @ApiList(keptRowsResource, { fixed: ['import_id'] })
  kept(@Id('import') id: string, @Query() query: ListQuery): Promise<JsonPage> {
    return this.undoing.kept(id, query)
  }
}
