// The form of an upload, for OpenAPI.
import type { ApiBodyOptions } from '@nestjs/swagger'
import { builtInMappings, fieldNames, type ImportKind } from './mappings/mappings'

const examples = {
  orders:
    '{"Order": "order_number", "Date": "placed_at", "Article": "sku", "Pieces": "quantity", "Price": "unit_price", "Gift": "custom_fields.gift"}',
  customers: '{"Mail": "email", "Given name": "first_name", "Shoe size": "custom_fields.shoe_size"}',
} as const satisfies Record<ImportKind, string>

function mapping(kind: ImportKind) {
  const names = builtInMappings(kind).map(({ name }) => `\`${name}\``)
  const builtIn = `Name of a saved${names.length ? ` or built-in (${names.join(', ')})` : ''} mapping, or `
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
      'numbers are the same document or person), `dry_run` (try, write nothing), ' +
      duplicates[kind] +
      '. How the file is to be read is found out, and can be said: `delimiter` (`,` `;` `|` or a tab), `encoding`, `header` ' +
      '(false for a file without names of columns), `dates` (`dmy` or `mdy`), `decimal_mark` (`.` or `,`), `sheet`',
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
        file: { type: 'string', format: 'binary', description: 'CSV, plain or gzip, or XLSX' },
        mapping: mapping(kind),
        options: options(kind),
      },
    },
  }
}

export const draftForm: ApiBodyOptions = {
  required: true,
  schema: {
    type: 'object',
    required: ['file', 'kind'],
    properties: {
      file: { type: 'string', format: 'binary', description: 'CSV, plain or gzip, or XLSX' },
      kind: { type: 'string', enum: ['orders', 'customers'], example: 'customers' },
      mapping: mapping('customers'),
      options: options('customers'),
    },
  },
}
