import { applyDecorators, type Type } from '@nestjs/common'
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger'
import { ReportMetaDto } from './report.dto'

/** Documents a report: what `data` holds, and how it was made in `meta`. */
export function ApiReport(answer: Type, shape: 'one' | 'many'): MethodDecorator {
  const row = { $ref: getSchemaPath(answer) }
  return applyDecorators(
    ApiExtraModels(answer, ReportMetaDto),
    ApiOkResponse({
      description: 'The report; all of it, never paged',
      schema: {
        type: 'object',
        required: ['data', 'meta'],
        properties: {
          data: shape === 'one' ? row : { type: 'array', items: row },
          meta: {
            allOf: [
              { $ref: getSchemaPath(ReportMetaDto) },
              {
                type: 'object',
                required: ['timestamp', 'request_id'],
                properties: { timestamp: { type: 'string', format: 'date-time' }, request_id: { type: 'string' } },
              },
            ],
          },
        },
      },
    }),
  )
}
