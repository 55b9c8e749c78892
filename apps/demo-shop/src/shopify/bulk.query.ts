// Which queries may run in bulk, and the rows they give: an object per line, children of a connection on lines of their
// own that name their parent.
import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isListType,
  getNullableType,
  OperationTypeNode,
  parse,
  validate,
  type FieldNode,
  type GraphQLCompositeType,
  type SelectionSetNode,
} from 'graphql'
import { argumentsOf, fieldsOf, fieldType, isConnection, queryOf, rootOf, type Query } from './cost'
import { largestPage, type Connection } from './connection'
import type { Root } from './root'
import { schema } from './schema'

const mostConnections = 5
const deepest = 2
/** Children of so many parents come together, not behind their own parent, when they are not grouped. */
const parentsPerHeap = 20

export interface BulkPlan {
  readonly query: Query
  readonly grouped?: boolean
}

export type BulkRow = Record<string, unknown>

export function checkBulk(text: string): BulkPlan | { readonly message: string } {
  let query: Query | undefined
  try {
    const document = parse(text)
    const wrong = validate(schema, document)[0]
    if (wrong) return { message: `Invalid bulk query: ${wrong.message}` }
    query = queryOf(document, {})
  } catch (error) {
    return { message: `Invalid bulk query: ${(error as GraphQLError).message}` }
  }
  if (!query || query.operation.operation !== OperationTypeNode.QUERY) return { message: 'Only queries are allowed' }
  if ((query.operation.variableDefinitions ?? []).length > 0) return { message: 'Variables are not supported' }
  const found = { connections: 0, depth: 0, insideList: false }
  look(query, query.operation.selectionSet, rootOf(query), found, { depth: 0, insideList: false })
  const roots = [...fieldsOf(query, query.operation.selectionSet, rootOf(query))].map(({ name }) => name.value)
  if (roots.some((name) => name === 'node' || name === 'nodes'))
    return { message: 'Bulk queries cannot contain a top level `node` or `nodes` field' }
  if (found.connections === 0) return { message: 'Bulk queries must contain at least one connection.' }
  if (found.connections > mostConnections) return { message: 'Bulk queries cannot contain more than 5 connections.' }
  if (found.depth > deepest)
    return { message: 'Bulk queries cannot contain connections with a nesting depth greater than 2.' }
  if (found.insideList)
    return { message: 'Queries that contain a connection field within a list field are not currently supported.' }
  return { query }
}

interface Found {
  connections: number
  depth: number
  insideList: boolean
}

function look(
  query: Query,
  set: SelectionSetNode,
  type: GraphQLCompositeType,
  found: Found,
  place: { depth: number; insideList: boolean },
): void {
  for (const field of fieldsOf(query, set, type)) {
    const its = fieldType(type, field)
    const named = its && getNamedType(its)
    if (!field.selectionSet || !its || !named || !isCompositeType(named)) continue
    const connection = isConnection(its)
    const depth = place.depth + (connection ? 1 : 0)
    if (connection) found.connections += 1
    if (connection && place.insideList) found.insideList = true
    found.depth = Math.max(found.depth, depth)
    const plumbing = named.name.endsWith('Edge') || type.name.endsWith('Connection')
    const insideList = place.insideList || (isListType(getNullableType(its)) && !plumbing)
    look(query, field.selectionSet, named, found, { depth, insideList })
  }
}

export function* bulkRows({ query, grouped }: BulkPlan, root: Root): Generator<BulkRow> {
  const type = rootOf(query)
  for (const field of fieldsOf(query, query.operation.selectionSet, type)) {
    const found = fieldType(type, field)
    if (!found || !isConnection(found)) continue
    yield* rowsOf(query, field, type, { source: root, root, grouped: grouped === true })
  }
}

interface Place {
  readonly source: object
  readonly root: Root
  readonly grouped: boolean
  readonly parentId?: unknown
}

function* rowsOf(query: Query, field: FieldNode, type: GraphQLCompositeType, place: Place): Generator<BulkRow> {
  const connection = getNamedType(fieldType(type, field)!) as GraphQLCompositeType
  const heap: BulkRow[] = []
  let parents = 0
  for (const node of everyNode(query, field, type, place)) {
    const { row, children } = rowOf(query, nodeSets(query, field.selectionSet!, connection), node, place)
    yield place.parentId === undefined ? row : { ...row, __parentId: place.parentId }
    const below = children.flatMap(({ field: child, type: its }) => [
      ...rowsOf(query, child, its, { ...place, source: node, parentId: (node as { id?: unknown }).id }),
    ])
    if (place.grouped || place.parentId !== undefined) yield* below
    else heap.push(...below)
    parents += 1
    if (parents % parentsPerHeap === 0) yield* heap.splice(0)
  }
  yield* heap
}

/** Goes through all pages; `first` of the query does not count in bulk. */
function* everyNode(
  query: Query,
  field: FieldNode,
  type: GraphQLCompositeType,
  { source, root }: Place,
): Generator<object> {
  const { first: _first, last: _last, after: _after, before: _before, ...rest } = argumentsOf(query, type, field)
  let after: string | null = null
  do {
    const page = valueOf(source, field, { ...rest, first: largestPage, after }, root) as Connection<object>
    yield* page.nodes
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
}

interface NodeSet {
  readonly set: SelectionSetNode
  readonly type: GraphQLCompositeType
}

/** What the query wants of each node: below `edges { node }` or `nodes`. */
function nodeSets(query: Query, set: SelectionSetNode, connection: GraphQLCompositeType): NodeSet[] {
  return [...fieldsOf(query, set, connection)].flatMap((field) => {
    const type = fieldType(connection, field)
    const named = type && (getNamedType(type) as GraphQLCompositeType)
    if (!field.selectionSet || !named || named.name === 'PageInfo') return []
    if (field.name.value === 'edges') return nodeSets(query, field.selectionSet, named)
    return [{ set: field.selectionSet, type: named }]
  })
}

interface Child {
  readonly field: FieldNode
  readonly type: GraphQLCompositeType
}

function rowOf(
  query: Query,
  sets: readonly NodeSet[],
  node: object,
  place: Place,
): { row: BulkRow; children: Child[] } {
  const children: Child[] = []
  const row: BulkRow = {}
  for (const { set, type } of sets) Object.assign(row, fill(query, set, typeOf(node, type), node, place, children))
  return { row, children }
}

function fill(
  query: Query,
  set: SelectionSetNode,
  type: GraphQLCompositeType,
  source: object,
  place: Place,
  children: Child[],
): BulkRow {
  const row: BulkRow = {}
  for (const field of fieldsOf(query, set, type)) {
    const its = fieldType(type, field)
    const name = field.alias?.value ?? field.name.value
    if (field.name.value === '__typename') row[name] = type.name
    else if (its && isConnection(its)) children.push({ field, type })
    else if (its) {
      const value = valueOf(source, field, argumentsOf(query, type, field), place.root)
      const named = getNamedType(its)
      const inner = (one: unknown): unknown =>
        isCompositeType(named) && typeof one === 'object' && one !== null
          ? fill(query, field.selectionSet!, typeOf(one, named), one, place, children)
          : (one ?? null)
      row[name] = Array.isArray(value) ? value.map(inner) : inner(value)
    }
  }
  return row
}

function typeOf(value: object, declared: GraphQLCompositeType): GraphQLCompositeType {
  const name = (value as { __typename?: string }).__typename
  return name === undefined ? declared : (schema.getType(name) as GraphQLCompositeType)
}

function valueOf(source: object, field: FieldNode, given: Record<string, unknown>, root: Root): unknown {
  const found = (source as Record<string, unknown>)[field.name.value]
  return typeof found === 'function' ? (found.call(source, given, root) as unknown) : found
}
