import { Controller, Delete, Get, HttpCode, Post, Query, type StreamableFile } from '@nestjs/common'
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger'
import { customersResource } from '@portolan/customers'
import { ordersResource } from '@portolan/orders'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  ApiRefusal,
  ApiSelection,
  Can,
  Id,
  Public,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { ExportDownloadService } from './export-download.service'
import { ExportDto, ExportFileQueryDto, exportFormats, ExportLinkDto } from './export.dto'
import { exportsResource } from './exports.resource'
import { ExportsService } from './exports.service'

const format = {
  name: 'format',
  required: false,
  schema: { type: 'string' as const, enum: [...exportFormats], default: 'csv' },
  description: 'CSV for spreadsheets, or a JSON array with a row on each line',
}

@ApiTags('exports')
@Controller('customers/export')
export class CustomerExportController {
  constructor(private readonly exports: ExportsService) {}

  /** Takes out what the list of customers has, with its filters, order and fields; the file is written in the background. */
  @Get()
  @HttpCode(202)
  @Can('customers.export')
  @ApiOperation({ summary: 'Export customers' })
  @ApiQuery(format)
  @ApiSelection(customersResource)
  @ApiMade(exportsResource, { at: 'exports', status: 202 })
  @ApiRefusal(409, 'Too many exports are being written')
  request(@Query() query: ListQuery): Promise<Json> {
    return this.exports.request('customers', query)
  }
}

@ApiTags('exports')
@Controller('orders/export')
export class OrderExportController {
  constructor(private readonly exports: ExportsService) {}

  /** Takes out what the list of orders has, with its filters, order and fields; the file is written in the background. */
  @Get()
  @HttpCode(202)
  @Can('orders.export')
  @ApiOperation({ summary: 'Export orders' })
  @ApiQuery(format)
  @ApiSelection(ordersResource)
  @ApiMade(exportsResource, { at: 'exports', status: 202 })
  @ApiRefusal(409, 'Too many exports are being written')
  request(@Query() query: ListQuery): Promise<Json> {
    return this.exports.request('orders', query)
  }
}

@ApiTags('exports')
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly downloads: ExportDownloadService,
  ) {}

  /** Lists exports, the newest first. Readonly members see their own. */
  @Get()
  @Can('exports.read')
  @ApiOperation({ summary: 'List exports' })
  @ApiList(exportsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.exports.list(query)
  }

  /** Reads one export: how far it is, and until when its file can be downloaded. */
  @Get(':id')
  @Can('exports.read')
  @ApiOperation({ summary: 'Read an export' })
  @ApiOne(exportsResource)
  one(@Id('export') id: string): Promise<Json> {
    return this.exports.one(id)
  }

  /** Makes a link to the file that opens without an access token for 24 hours, as long as its maker may export. */
  @Post(':id/links')
  @Can('exports.manage')
  @ApiOperation({ summary: 'Make a download link' })
  @ApiAnswer(ExportLinkDto, { status: 201, description: 'The link' })
  link(@Id('export') id: string): Promise<ExportLinkDto> {
    return this.downloads.link(id)
  }

  /** Downloads the file; the address with its token comes from a link. */
  @Get(':id/file')
  @Public()
  @ApiOperation({ summary: 'Download an export' })
  @ApiOkResponse({
    description: 'The file',
    content: {
      'text/csv': { schema: { type: 'string' } },
      'application/json': { schema: { type: 'array', items: { type: 'object' } } },
    },
  })
  file(@Id('export') id: string, @Query() { token = '' }: ExportFileQueryDto): Promise<StreamableFile> {
    return this.downloads.file(id, token)
  }

  /** Stops an export that is being written, and removes what there is of its file. */
  @Post(':id/cancel')
  @HttpCode(202)
  @Can('exports.manage')
  @ApiOperation({ summary: 'Cancel an export' })
  @ApiAnswer(ExportDto, { status: 202, description: 'The export, which stops after the rows in hand' })
  cancel(@Id('export') id: string): Promise<Json> {
    return this.exports.cancel(id)
  }

  /** Removes a finished export and its file at once; links to it end. */
  @Delete(':id')
  @HttpCode(204)
  @Can('exports.manage')
  @ApiOperation({ summary: 'Delete an export' })
  @ApiNoContentResponse({ description: 'The file is gone' })
  remove(@Id('export') id: string): Promise<void> {
    return this.exports.remove(id)
  }
}
