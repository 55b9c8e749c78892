// The OpenAPI of a resource's routes, from its declaration.
import { applyDecorators } from '@nestjs/common'
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiCreatedResponse,
  ApiQuery,
  getSchemaPath,
  type ApiQueryOptions,
} from '@nestjs/swagger'
import { envelopeOf, listEnvelopeOf } from '../envelope.schema'
import type { Filter } from './filters'
import { rangeOperators } from './filters'
import type { ResourceDefinition } from './definition'
import { defaultPageSize, largestPageSize } from './plan'
import type { Resource } from './resource'

interface ListOptions {
  /** Filters that the route sets itself. */
  readonly fixed?: readonly string[]
}

/** Documents a list: its parameters and the envelope of its answer. */
export function ApiList<Answer extends object>(
  resource: Resource<Answer>,
  { fixed = [] }: ListOptions = {},
): MethodDecorator {
  const definition = resource.definition as unknown as ResourceDefinition
  const filters = Object.entries(definition.filters).filter(([name]) => !fixed.includes(name))
  return applyDecorators(
    ApiExtraModels(definition.answer),
    ...[...listParameters(definition), ...filters.flatMap(([name, filter]) => filterParameters(name, filter))].map(
      (parameter) => ApiQuery({ required: false, ...parameter }),
    ),
    ApiOkResponse({
      description: 'One page',
      schema: listEnvelopeOf({ $ref: getSchemaPath(definition.answer) }),
    }),
  )
}

/** Documents an answer of one row. */
export function ApiOne<Answer extends object>(resource: Resource<Answer>): MethodDecorator {
  const { answer } = resource.definition
  return applyDecorators(
    ApiExtraModels(answer),
    ApiOkResponse({ description: 'The row', schema: envelopeOf({ $ref: getSchemaPath(answer) }) }),
  )
}

/** Documents the answer of a route that makes a row: 201. */
export function ApiMade<Answer extends object>(resource: Resource<Answer>): MethodDecorator {
  const { answer } = resource.definition
  return applyDecorators(
    ApiExtraModels(answer),
    ApiCreatedResponse({ description: 'The new row', schema: envelopeOf({ $ref: getSchemaPath(answer) }) }),
  )
}

function listParameters({
  fields,
  include,
  sorts,
  defaultSort,
  search,
  deletedAt,
}: ResourceDefinition): ApiQueryOptions[] {
  const keys = Object.keys(sorts)
  const includes = Object.keys(include ?? {})
  return [
    {
      name: 'page',
      schema: { type: 'integer', minimum: 1, default: 1 },
      description: 'Page, from 1; up to row 10,000',
    },
    {
      name: 'per_page',
      schema: { type: 'integer', minimum: 1, maximum: largestPageSize, default: defaultPageSize },
      description: 'Rows per page',
    },
    { name: 'cursor', schema: { type: 'string' }, description: 'Place in a walk through all rows, as in `links.next`' },
    {
      name: 'sort',
      schema: { type: 'string', enum: keys.flatMap((key) => [key, `-${key}`]), default: defaultSort },
      description: 'Order; `-` is descending, rows without a value count as smallest',
    },
    namesParameter('fields', Object.keys(fields), 'Only these fields of each row, separated by commas'),
    ...(includes.length
      ? [namesParameter('include', includes, 'Nested rows to add, the ten newest of each, separated by commas')]
      : []),
    ...(search
      ? [
          {
            name: 'q',
            schema: { type: 'string' as const, minLength: 2, maxLength: 100 },
            description: `Searches ${search.looksThrough}`,
          },
        ]
      : []),
    ...(deletedAt
      ? [
          {
            name: 'deleted',
            schema: { type: 'boolean' as const, default: false },
            description: 'Whether to list deleted rows instead',
          },
        ]
      : []),
    {
      name: 'count',
      schema: { type: 'string', enum: ['exact'] },
      description: 'Counts matching rows exactly; otherwise totals above 10,000 are estimates',
    },
  ]
}

function namesParameter(name: string, names: readonly string[], description: string): ApiQueryOptions {
  const schema = { type: 'array' as const, items: { type: 'string' as const, enum: [...names] } }
  return { name, schema, style: 'form', explode: false, description }
}

function filterParameters(name: string, filter: Filter): ApiQueryOptions[] {
  const { enum: values, ...schema } = filter.schema
  const single = values ? { ...schema, enum: [...values, ...(filter.none === null ? [] : ['none'])] } : schema
  const items = filter.none === null || values ? single : { ...schema, type: 'string' as const, format: undefined }
  const none = filter.none === null ? '' : '; `none` finds rows without a value'
  const aliases = filter.aliases.length ? `; also called ${filter.aliases.join(', ')}` : ''
  return [
    {
      name,
      schema: { type: 'array', items: JSON.parse(JSON.stringify(items)) as object },
      style: 'form',
      explode: false,
      description: `Any of these values, separated by commas${none}${aliases}`,
    },
    ...(filter.ranges
      ? Object.entries(rangeOperators).map(([operator, sign]) => ({
          name: `${name}[${operator}]`,
          schema: { type: filter.schema.type, ...(filter.schema.format ? { format: filter.schema.format } : {}) },
          description: `${name} ${sign} this value`,
        }))
      : []),
  ]
}
