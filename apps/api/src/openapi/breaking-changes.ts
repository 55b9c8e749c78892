// Version 1 only grows: what in a new OpenAPI document would break a program written against an older one.

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: Body
  readonly responses?: Readonly<Record<string, Body>>
}

export interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

type Direction = 'request' | 'response'

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/** One sentence for every breaking change, in the order of the older document. */
export function breakingChanges(before: Document, after: Document): string[] {
  const comparison = new Comparison(before, after)
  for (const [path, item] of Object.entries(before.paths ?? {})) {
    for (const method of methods) {
      const operation = item[method]
      if (operation) comparison.operations(`${method.toUpperCase()} ${path}`, operation, after.paths?.[path]?.[method])
    }
  }
  return comparison.found
}

class Comparison {
  readonly found: string[] = []

  constructor(
    private readonly before: Document,
    private readonly after: Document,
  ) {}

  operations(where: string, before: Operation, after: Operation | undefined): void {
    if (!after) {
      this.found.push(`${where} is gone`)
      return
    }
    this.parameters(where, before, after)
    for (const [type, { schema }] of Object.entries(before.requestBody?.content ?? {})) {
      const body = after.requestBody?.content?.[type]
      if (!body) this.found.push(`${where}: no longer takes ${type}`)
      else this.schemas(`${where} body`, schema, body.schema, 'request')
    }
    for (const [status, { content = {} }] of Object.entries(before.responses ?? {})) {
      if (!status.startsWith('2')) continue
      if (!after.responses?.[status]) this.found.push(`${where}: no longer answers ${status}`)
      for (const [type, { schema }] of Object.entries(content)) {
        this.schemas(`${where} ${status}`, schema, after.responses?.[status]?.content?.[type]?.schema, 'response')
      }
    }
  }

  private parameters(where: string, before: Operation, after: Operation): void {
    const named = ({ parameters = [] }: Operation) =>
      new Map(parameters.map((parameter) => [`${parameter.in} parameter ${parameter.name}`, parameter]))
    const [known, next] = [named(before), named(after)]
    for (const name of known.keys()) if (!next.has(name)) this.found.push(`${where}: ${name} is gone`)
    for (const [name, { required }] of next) {
      if (required && !known.get(name)?.required) this.found.push(`${where}: ${name} is required now`)
    }
  }

  private schemas(where: string, from?: Schema, to?: Schema, direction?: Direction, seen: string[] = []): void {
    if (!from || (from.$ref && seen.includes(from.$ref))) return
    if (!to) {
      this.found.push(`${where}: the schema is gone`)
      return
    }
    const path = from.$ref ? [...seen, from.$ref] : seen
    const [before, after] = [resolve(from, this.before), resolve(to, this.after)]
    this.types(where, before, after)
    if (direction === 'request') this.demands(where, before, after)
    for (const [name, property] of Object.entries(before.properties ?? {})) {
      const next = after.properties?.[name]
      if (!next) this.found.push(`${where}: property ${name} is gone`)
      else this.schemas(`${where}.${name}`, property, next, direction, path)
    }
    this.schemas(`${where}[]`, before.items, after.items, direction, path)
    for (const [index, part] of (before.allOf ?? []).entries()) {
      this.schemas(where, part, after.allOf?.[index], direction, path)
    }
  }

  private types(where: string, before: Schema, after: Schema): void {
    const lost = typesOf(before).filter((type) => !typesOf(after).includes(type))
    if (lost.length) this.found.push(`${where}: ${lost.join(' or ')} became ${typesOf(after).join(' or ') || 'anything'}`)
  }

  /** A request may ask for less than before, never for more. */
  private demands(where: string, before: Schema, after: Schema): void {
    const refused = after.enum ? (before.enum ?? []).filter((value) => !after.enum?.includes(value)) : []
    if (refused.length) this.found.push(`${where}: no longer takes ${refused.join(', ')}`)
    const required = (after.required ?? []).filter((name) => !before.required?.includes(name))
    if (required.length) this.found.push(`${where}: requires ${required.join(', ')} now`)
  }
}

function resolve(schema: Schema, document: Document): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name ? (document.components?.schemas?.[name] ?? {}) : schema
}

function typesOf({ type }: Schema): string[] {
  return [type ?? []].flat().filter((name): name is string => name !== 'null')
}
