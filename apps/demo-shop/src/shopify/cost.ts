// What a query costs before it is run, and what it cost: an object is one point, a scalar none, a list as many as it may
// or does hold, a mutation ten.
import {
  getArgumentValues,
  getNamedType,
  GraphQLList,
  isCompositeType,
  getNullableType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { schema } from './schema'

export const dearestQuery = 1_000
const mutationCost = 10
const unsizedList = 10

export interface Query {
  readonly operation: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Record<string, unknown>
}

export function queryOf(document: DocumentNode, variables: Record<string, unknown>, name?: string): Query | undefined {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
  const operation = name ? operations.find((one) => one.name?.value === name) : operations[0]
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  return operation && { operation, variables, fragments: new Map(fragments.map((one) => [one.name.value, one])) }
}

export function rootOf({ operation }: Query): GraphQLObjectType {
  return operation.operation === OperationTypeNode.MUTATION ? schema.getMutationType()! : schema.getQueryType()!
}

/** The fields that a selection asks of a type, fragments unfolded. */
export function* fieldsOf(query: Query, set: SelectionSetNode, type: GraphQLCompositeType): Generator<FieldNode> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) yield selection
    else {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : query.fragments.get(selection.name.value)
      const wanted = fragment?.typeCondition?.name.value
      if (fragment && (!wanted || applies(wanted, type))) yield* fieldsOf(query, fragment.selectionSet, type)
    }
  }
}

function applies(wanted: string, type: GraphQLCompositeType): boolean {
  if (wanted === type.name || !isObjectType(type)) return true
  return type.getInterfaces().some(({ name }) => name === wanted)
}

export function fieldType(type: GraphQLCompositeType, field: FieldNode): GraphQLOutputType | undefined {
  const known = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined
  if (known) return known.type
  // A fragment on one of the types behind an interface.
  const behind = isInterfaceType(type) ? schema.getPossibleTypes(type) : []
  return behind.map((one) => one.getFields()[field.name.value]?.type).find((found) => found !== undefined)
}

export function isConnection(type: GraphQLOutputType): boolean {
  return getNamedType(type).name.endsWith('Connection')
}

export function argumentsOf(query: Query, type: GraphQLCompositeType, field: FieldNode): Record<string, unknown> {
  const known = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined
  return known ? getArgumentValues(known, field, query.variables) : {}
}

export function requestedCost(query: Query): number {
  const cost = costOfSet(query, query.operation.selectionSet, rootOf(query), 1)
  return query.operation.operation === OperationTypeNode.MUTATION ? cost + mutationCost : cost
}

function costOfSet(query: Query, set: SelectionSetNode, type: GraphQLCompositeType, size: number): number {
  let cost = 0
  for (const field of fieldsOf(query, set, type)) cost += costOfField(query, field, type, size)
  return cost
}

/** `size` is how many nodes the connection around holds, for its `edges` and `nodes`. */
function costOfField(query: Query, field: FieldNode, type: GraphQLCompositeType, size: number): number {
  const found = fieldType(type, field)
  const named = found && getNamedType(found)
  if (!field.selectionSet || !found || !named || !isCompositeType(named)) return 0
  if (named.name === 'PageInfo') return 0
  const { first, last, ids } = argumentsOf(query, type, field) as { first?: number; last?: number; ids?: unknown[] }
  if (isConnection(found)) return 1 + costOfSet(query, field.selectionSet, named, first ?? last ?? unsizedList)
  if (named.name.endsWith('Edge')) return size * costOfSet(query, field.selectionSet, named, 1)
  const one = 1 + costOfSet(query, field.selectionSet, named, 1)
  if (field.name.value === 'nodes' && type.name.endsWith('Connection')) return size * one
  const many = getNullableType(found) instanceof GraphQLList
  return many ? (ids?.length ?? first ?? 1) * one : one
}

export function actualCost(query: Query, data: unknown): number {
  const cost = countObjects(query, query.operation.selectionSet, rootOf(query), data)
  return query.operation.operation === OperationTypeNode.MUTATION ? cost + mutationCost : cost
}

function countObjects(query: Query, set: SelectionSetNode, type: GraphQLCompositeType, data: unknown): number {
  if (data === null || typeof data !== 'object') return 0
  if (Array.isArray(data)) return data.reduce((sum: number, one) => sum + countObjects(query, set, type, one), 0)
  let cost = 0
  for (const field of fieldsOf(query, set, type)) {
    const found = fieldType(type, field)
    const named = found && getNamedType(found)
    if (!field.selectionSet || !named || !isCompositeType(named) || named.name === 'PageInfo') continue
    const value = (data as Record<string, unknown>)[field.alias?.value ?? field.name.value]
    const plumbing = named.name.endsWith('Edge')
    const many = Array.isArray(value) ? value.length : value == null ? 0 : 1
    cost += (plumbing ? 0 : many) + countObjects(query, field.selectionSet, named, value)
  }
  return cost
}
