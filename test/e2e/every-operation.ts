// What the OpenAPI document promises about every operation, for specs that go through all of them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId, type Permission } from '@portolan/contracts'
import { tables } from '@portolan/platform'
import type { Caller, TestApi } from '../../libs/testing/src/api'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly example?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}

export interface Operation {
  readonly method: Method
  /** Below /api/v1. */
  readonly path: string
  readonly permission: Permission | null
  readonly parameters: readonly Parameter[]
  readonly body: Schema | null
  /** What stands in `data` when all went well. */
  readonly answer: Schema | null
}

interface Described {
  readonly 'x-permission'?: Permission
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { content: Record<string, { schema: Schema }> }
  readonly responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}

const document = JSON.parse(readFileSync(join(__dirname, '../../openapi/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, described]) => ({
    method: method.toUpperCase() as Method,
    path: path.slice('/api/v1'.length),
    permission: described['x-permission'] ?? null,
    parameters: described.parameters ?? [],
    body: described.requestBody?.content['application/json']?.schema ?? null,
    answer: answerOf(described),
  })),
)

function answerOf({ responses }: Described): Schema | null {
  const well = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  return well?.content?.['application/json']?.schema.properties?.data ?? null
}

/** The schema itself, whatever refers to it. */
export function resolved(schema: Schema): Schema {
  const { $ref, allOf } = schema
  const own = $ref ? document.components.schemas[$ref.slice('#/components/schemas/'.length)] : schema
  return Object.assign({}, own, ...(allOf ?? []).map(resolved), schema.type ? { type: schema.type } : {}) as Schema
}

/** The path with ids in it: those given by the first word of the path, else ids of nothing. */
export function filledPath(path: string, ids: Readonly<Record<string, string>>): string {
  const first = path.slice(1).split('/')[0] ?? ''
  return path
    .replace('{id}', ids[first] ?? newId())
    .replace('{line}', '2')
    .replace('{tag_id}', ids.tags ?? newId())
    .replace('{other_id}', newId())
    .replace('{shipment_id}', ids.shipments ?? newId())
    .replace('{integration_id}', ids.integrations ?? newId())
    .replace('{handover_id}', ids.handovers ?? newId())
    .replace('{run_id}', ids.runs ?? newId())
    .replace('{name}', 'imports')
}

export interface Refusal {
  readonly error: { code: string; reason: string; message: string; details?: Record<string, string[]> }
}

export interface Received {
  readonly status: number
  readonly text: string
  readonly error: Refusal['error'] | null
}

/** Sends a body as it stands, where a Caller would write JSON. */
export async function sendText(
  { base, headers }: Pick<Caller, 'base' | 'headers'>,
  method: string,
  path: string,
  body?: BodyInit,
  more: Record<string, string> = {},
): Promise<Received> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const init = { method, redirect: 'manual' as const, headers: { ...headers, ...type, ...more }, body }
  const response = await fetch(base + path, init)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    text,
    error: isJson ? ((JSON.parse(text) as Partial<Refusal>).error ?? null) : null,
  }
}

/** One number per table that changes with any row, over all tenants and what is global and not of a sign-in. */
export async function fingerprint({ owner }: Pick<TestApi, 'owner'>): Promise<Record<string, string>> {
  const parts = [
    ...tables.tenant,
    'tenants',
    'users',
    'credentials',
    'sign_in_routes',
    'one_time_tokens',
    'exchange_rates',
  ].map(
    (table) =>
      `select '${table}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as rows from ${table} t`,
  )
  const { rows } = await owner.query<{ name: string; rows: string }>(parts.join(' union all '))
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]))
}

/** Runs `work` on all of `cases`, sixteen at a time. */
export async function all<Case, Result>(
  cases: readonly Case[],
  work: (one: Case) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < cases.length; from += 16) {
    results.push(...(await Promise.all(cases.slice(from, from + 16).map(work))))
  }
  return results
}
