// The OpenAPI of a resource's routes, from its declaration.
import { applyDecorators, SetMetadata, type Type } from '@nestjs/common'
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
  type ApiQueryOptions,
} from '@nestjs/swagger'
import { locationKey } from '../envelope'
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

/** Documents the parameters of a list that is taken as a whole: all but those that turn pages. */
export function ApiSelection<Answer extends object>(resource: Resource<Answer>): MethodDecorator {
  const definition = resource.definition as unknown as ResourceDefinition
  const filters = Object.entries(definition.filters)
  return applyDecorators(
    ...[
      orderParameter(definition),
      ...rowParameters(definition, 'all of them'),
      ...filters.flatMap(([name, filter]) => filterParameters(name, filter)),
    ].map((parameter) => ApiQuery({ required: false, ...parameter })),
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

/** Documents an answer that is no row of a resource. */
export function ApiAnswer(answer: Type, { status = 200, description = 'The answer' } = {}): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(answer),
    ApiResponse({ status, description, schema: envelopeOf({ $ref: getSchemaPath(answer) }) }),
  )
}

/** Documents a refusal beside those that every route of its kind can give. */
export function ApiRefusal(status: number, description: string): MethodDecorator {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorEnvelope' } } }
  return ApiResponse({ status, description, content })
}

interface MadeOptions {
  /** Where the new row is found, as in `refunds`; without it, behind the route's own address. */
  readonly at?: string
  /** 202 when the row is worked on in the background. */
  readonly status?: 201 | 202
  /** Another form of the row, when this answer says more than others. */
  readonly answer?: Type
}

/** Documents the answer of a route that makes a row, and sends its Location. */
export function ApiMade<Answer extends object>(
  resource: Resource<Answer>,
  { at = '', status = 201, answer = resource.definition.answer }: MadeOptions = {},
): MethodDecorator {
  return applyDecorators(
    SetMetadata(locationKey, at),
    ApiExtraModels(answer),
    ApiResponse({
      status,
      description: 'The new row',
      headers: { Location: { description: 'Address of the new row', schema: { type: 'string' } } },
      schema: envelopeOf({ $ref: getSchemaPath(answer) }),
    }),
  )
}

function listParameters(definition: ResourceDefinition): ApiQueryOptions[] {
  return [
    ...placeParameters(definition),
    ...rowParameters(definition, 'the ten newest of each'),
    parameter(
      'count',
      { type: 'string', enum: ['exact'] },
      'Counts matching rows exactly; otherwise totals above 10,000 are estimates',
    ),
  ]
}

function rowParameters(definition: ResourceDefinition, nested: string): ApiQueryOptions[] {
  const includes = Object.keys(definition.include ?? {})
  const { search, deletedAt } = definition
  return [
    namesParameter('fields', Object.keys(definition.fields), 'Only these fields of each row, separated by commas'),
    ...(includes.length
      ? [namesParameter('include', includes, `Nested rows to add, ${nested}, separated by commas`)]
      : []),
    ...(search
      ? [parameter('q', { type: 'string', minLength: 2, maxLength: 100 }, `Searches ${search.looksThrough}`)]
      : []),
    ...(deletedAt
      ? [parameter('deleted', { type: 'boolean', default: false }, 'Whether to list deleted rows instead')]
      : []),
  ]
}

function placeParameters(definition: ResourceDefinition): ApiQueryOptions[] {
  const perPage = { minimum: 1, maximum: largestPageSize, default: defaultPageSize }
  return [
    parameter('page', { type: 'integer', minimum: 1, default: 1 }, 'Page, from 1; up to row 10,000'),
    parameter('per_page', { type: 'integer', ...perPage }, 'Rows per page'),
    parameter('cursor', { type: 'string' }, 'Place in a walk through all rows, as in `links.next`'),
    orderParameter(definition),
  ]
}

function orderParameter({ sorts, defaultSort }: ResourceDefinition): ApiQueryOptions {
  const orders = Object.keys(sorts).flatMap((key) => [key, `-${key}`])
  return parameter(
    'sort',
    { type: 'string', enum: orders, default: defaultSort },
    'Order; `-` is descending, rows without a value count as smallest',
  )
}

interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'boolean'
  readonly enum?: string[]
  readonly default?: string | number | boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

function parameter(name: string, schema: ParameterSchema, description: string): ApiQueryOptions {
  return { name, schema, description }
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
