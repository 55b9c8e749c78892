// The form of an upload, for OpenAPI.
import type { ApiBodyOptions } from '@nestjs/swagger'
import { builtInMappings, fieldNames, type ImportKind } from './mappings/mappings'

const examples = {
  orders:
    '{"Order": "order_number", "Date": "placed_at", "Article": "sku", "Pieces": "quantity", "Price": "unit_price"}',
  customers: '{"Mail": "email", "Given name": "first_name", "Shoe size": "custom_fields.shoe_size"}',
} as const satisfies Record<ImportKind, string>

function mapping(kind: ImportKind) {
  const names = builtInMappings(kind).map(({ name }) => `\`${name}\``)
  const builtIn = names.length ? `Name of a built-in mapping (${names.join(', ')}), or ` : ''
  return {
    type: 'string' as const,
    description: `${builtIn}JSON of the columns in the file and their fields. Fields: ${fieldNames(kind).join(', ')}`,
    example: examples[kind],
  }
}

const duplicates = {
  orders: '`on_duplicate` (`update` or `skip`)',
  customers: '`on_duplicate` (`update`, `skip`, or `create` to refuse people who are there already)',
} as const satisfies Record<ImportKind, string>

function options(kind: ImportKind) {
  return {
    type: 'string' as const,
    description:
      'JSON of options: `currency` (ISO 4217), `timezone` (IANA zone of times without an offset), `source` (which ' +
      'numbers are the same document or person), `delimiter` (`,` `;` `|` or a tab), `dry_run` (try, write nothing), ' +
      duplicates[kind],
    example: '{"currency": "GBP", "timezone": "Europe/London"}',
  }
}

export function importForm(kind: ImportKind): ApiBodyOptions {
  return {
    required: true,
    schema: {
      type: 'object',
      required: ['file', 'mapping'],
      properties: {
        file: { type: 'string', format: 'binary', description: 'CSV in UTF-8, plain or gzip' },
        mapping: mapping(kind),
        options: options(kind),
      },
    },
  }
}
