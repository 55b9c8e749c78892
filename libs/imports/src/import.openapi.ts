// The form of an upload, for OpenAPI.
import type { ApiBodyOptions } from '@nestjs/swagger'
import { orderFields } from './orders/order-fields'

const mapping = {
  type: 'string' as const,
  description:
    'Name of a built-in mapping (`uci-online-retail`), or JSON of the columns in the file and their fields. ' +
    `Fields: ${orderFields.join(', ')}`,
  example:
    '{"Order": "order_number", "Date": "placed_at", "Article": "sku", "Pieces": "quantity", "Price": "unit_price"}',
}

const options = {
  type: 'string' as const,
  description:
    'JSON of options: `currency` (ISO 4217), `timezone` (IANA zone of times without an offset), `source` (which numbers ' +
    'are the same document), `delimiter` (`,` `;` `|` or a tab), `dry_run` (try, write nothing), `on_duplicate` ' +
    '(`update` or `skip`)',
  example: '{"currency": "GBP", "timezone": "Europe/London"}',
}

export const importForm: ApiBodyOptions = {
  required: true,
  schema: {
    type: 'object',
    required: ['file', 'mapping'],
    properties: {
      file: { type: 'string', format: 'binary', description: 'CSV in UTF-8, plain or gzip' },
      mapping,
      options,
    },
  },
}
