import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Patch, Post, Put, Query } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger'
import { ApiAnswer, ApiMade, ApiOne, Can, Form, Id, missing, type Json, type UploadForm } from '@portolan/platform'
import { ImportDto } from '../import.dto'
import { draftForm } from '../import.openapi'
import { importsResource } from '../imports.resource'
import { EditDraftDto, FixRowDto, PreviewDto, PreviewRowDto, StartImportDto } from './draft.dto'
import { DraftsService } from './drafts.service'

const line = new ParseIntPipe({ exceptionFactory: () => missing('row') })
const ApiLine = () =>
  ApiParam({ name: 'line', description: 'Where the row starts in the file', schema: { type: 'integer', example: 2 } })

@ApiTags('imports')
@Controller('imports')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  /**
   * Keeps a file as a draft, to be looked at before it runs. What its beginning tells is in `options`, and without a
   * mapping each column is what it looks like. Drafts are thrown away after a week.
   */
  @Post()
  @Can('imports.edit')
  @ApiOperation({ summary: 'Send a file to look at first' })
  @ApiMade(importsResource)
  @ApiConsumes('multipart/form-data')
  @ApiBody(draftForm)
  make(@Form() form: UploadForm): Promise<Json> {
    return this.drafts.make(form)
  }

  /** Changes the mapping or the options of a draft; the file need not be sent again. */
  @Patch(':id')
  @Can('imports.edit')
  @ApiOperation({ summary: 'Edit a draft' })
  @ApiOne(importsResource)
  edit(@Id('import') id: string, @Body() dto: EditDraftDto): Promise<Json> {
    return this.drafts.edit(id, dto)
  }

  /** Throws a draft away, with its file. */
  @Delete(':id')
  @HttpCode(204)
  @Can('imports.edit')
  @ApiOperation({ summary: 'Throw a draft away' })
  discard(@Id('import') id: string): Promise<void> {
    return this.drafts.discard(id)
  }

  /** Shows the first rows of a draft, or the rejected rows of an import, as they would be read: bad cells by column and reason. */
  @Get(':id/preview')
  @Can('imports.read')
  @ApiOperation({ summary: 'Preview rows' })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'integer', minimum: 0, default: 0 },
    description: 'Rows behind this line',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    description: 'How many rows',
  })
  @ApiQuery({
    name: 'rows',
    required: false,
    schema: { type: 'string', enum: ['first', 'rejected'] },
    description: 'The first rows of a draft, or the rejected ones; what is there when absent',
  })
  @ApiAnswer(PreviewDto, { description: 'Columns, and rows as they would be read' })
  look(@Id('import') id: string, @Query() query: Record<string, unknown>): Promise<PreviewDto> {
    return this.drafts.look(id, query)
  }

  /** Puts a row right, or takes it out when no cells are given; the answer says how it would be read. */
  @Put(':id/rows/:line')
  @Can('imports.edit')
  @ApiLine()
  @ApiOperation({ summary: 'Put a row right' })
  @ApiAnswer(PreviewRowDto, { description: 'The row as it would be read' })
  fix(@Id('import') id: string, @Param('line', line) at: number, @Body() dto: FixRowDto): Promise<PreviewRowDto> {
    return this.drafts.fix(id, at, dto)
  }

  /** Brings a row back to what the file says. */
  @Delete(':id/rows/:line')
  @HttpCode(204)
  @Can('imports.edit')
  @ApiLine()
  @ApiOperation({ summary: 'Take a correction back' })
  unfix(@Id('import') id: string, @Param('line', line) at: number): Promise<void> {
    return this.drafts.unfix(id, at)
  }

  /** Starts a draft, or only tries it: after a dry run it is a draft again, with counts and rejected rows. */
  @Post(':id/start')
  @HttpCode(202)
  @Can('imports.edit')
  @ApiOperation({ summary: 'Start a draft' })
  @ApiAnswer(ImportDto, { status: 202, description: 'The import, which runs in the background' })
  start(@Id('import') id: string, @Body() dto: StartImportDto): Promise<Json> {
    return this.drafts.start(id, dto)
  }

  /** Brings the rejected rows of a finished import in again, as they have been put right, by an import of their own. */
  @Post(':id/retry')
  @HttpCode(202)
  @Can('imports.edit')
  @ApiOperation({ summary: 'Bring rejected rows in again' })
  @ApiAnswer(ImportDto, { status: 202, description: 'The new import' })
  retry(@Id('import') id: string): Promise<Json> {
    return this.drafts.retry(id)
  }
}
