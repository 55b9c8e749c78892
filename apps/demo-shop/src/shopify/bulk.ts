// Bulk operations: one query over everything, answered as a file of lines. The file is written as the shop is at that
// moment, a little at a time, and lies on the disk until the server stops.
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLError } from 'graphql'
import { bulkRows, checkBulk, type BulkPlan } from './bulk.query'
import { Root } from './root'
import type { Shopify } from './shopify'
import { gid, idOf, local, utc } from './words'

type Status = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELING' | 'CANCELED' | 'EXPIRED'

interface Operation {
  readonly n: number
  readonly query: string
  readonly createdAt: number
  readonly file: string
  status: Status
  errorCode: string | null
  completedAt: number | null
  objects: number
  roots: number
}

const atOnce = 5
/** For so long a result can be fetched. */
const keptFor = 7 * 86_400_000
const rowsPerTurn = 200

export class BulkOperations {
  private readonly operations: Operation[] = []
  private folder: string | undefined
  private closed = false
  /** Where the server answers, for the addresses of files. */
  baseUrl = ''

  constructor(private readonly shopify: Shopify) {}

  find(n: number): object | undefined {
    const found = this.operations[n]
    return found && this.view(found)
  }

  all(): object[] {
    return this.operations.map((one) => this.view(one))
  }

  run(query: string, { grouped, scopes }: { grouped: boolean; scopes: readonly string[] }) {
    const plan = checkBulk(query)
    if ('message' in plan) return refused(plan.message, 'INVALID')
    const running = this.operations.filter(({ status }) => ['CREATED', 'RUNNING', 'CANCELING'].includes(status))
    if (running.length >= atOnce)
      return refused('A bulk query operation for this app and shop is already in progress', 'OPERATION_IN_PROGRESS')
    const n = this.operations.length
    const times = { createdAt: this.shopify.clock.now(), completedAt: null }
    const file = join(this.place(), `${n}.jsonl`)
    const counts = { objects: 0, roots: 0 }
    const operation: Operation = { n, query, file, status: 'CREATED', errorCode: null, ...times, ...counts }
    this.operations.push(operation)
    setImmediate(() => void this.work(operation, { ...plan, grouped }, new Root(this.shopify, scopes)))
    return { bulkOperation: this.view(operation), userErrors: [] }
  }

  cancel(n: number) {
    const operation = this.operations[n]
    if (!operation)
      return { bulkOperation: null, userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }] }
    if (operation.status !== 'CREATED' && operation.status !== 'RUNNING') {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`
      return { bulkOperation: this.view(operation), userErrors: [{ field: null, message }] }
    }
    operation.status = 'CANCELING'
    return { bulkOperation: this.view(operation), userErrors: [] }
  }

  /** The file behind an address, while it is kept. */
  fileOf(name: string): string | undefined {
    const operation = this.operations.find(({ file }) => file.endsWith(`/${name}`))
    if (!operation || operation.completedAt === null || !existsSync(operation.file)) return undefined
    return this.shopify.clock.now() - operation.completedAt > keptFor ? undefined : operation.file
  }

  close(): Promise<void> {
    this.closed = true
    if (this.folder) rmSync(this.folder, { recursive: true, force: true })
    return Promise.resolve()
  }

  private async work(operation: Operation, plan: BulkPlan, root: Root): Promise<void> {
    if (operation.status === 'CREATED') operation.status = 'RUNNING'
    const stream = createWriteStream(operation.file)
    try {
      await this.write(operation, plan, root, stream)
    } catch (error) {
      operation.status = 'FAILED'
      const denied = error instanceof GraphQLError && error.extensions.code === 'ACCESS_DENIED'
      operation.errorCode = denied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR'
    }
    stream.end()
    await once(stream, 'close')
    if (this.closed) return
    if (operation.status === 'RUNNING') operation.status = 'COMPLETED'
    if (operation.status === 'CANCELING') operation.status = 'CANCELED'
    operation.completedAt = this.shopify.clock.now()
    this.shopify.webhooks.send('bulk_operations/finish', finished(operation))
  }

  private async write(operation: Operation, plan: BulkPlan, root: Root, stream: WriteStream): Promise<void> {
    let rows = 0
    let text = ''
    for (const row of bulkRows(plan, root)) {
      text += `${JSON.stringify(row)}\n`
      operation.objects += 1
      if (!('__parentId' in row)) operation.roots += 1
      rows += 1
      if (rows % rowsPerTurn !== 0) continue
      if (!stream.write(text)) await once(stream, 'drain')
      else await new Promise((resolve) => setImmediate(resolve))
      text = ''
      if (this.closed || operation.status === 'CANCELING') return
    }
    stream.write(text)
  }

  private place(): string {
    this.folder ??= mkdtempSync(join(tmpdir(), 'demo-shop-'))
    return this.folder
  }

  private view(operation: Operation): object {
    const { n, status, completedAt } = operation
    const url = `${this.baseUrl}/bulk/${n}.jsonl`
    const there = completedAt !== null && this.fileOf(`${n}.jsonl`) !== undefined && operation.objects > 0
    const cut = status === 'FAILED' || status === 'CANCELED'
    return {
      __typename: 'BulkOperation',
      id: bulkId(operation),
      status: completedAt !== null && this.shopify.clock.now() - completedAt > keptFor ? 'EXPIRED' : status,
      errorCode: operation.errorCode,
      type: 'QUERY',
      query: operation.query,
      createdAt: utc(operation.createdAt),
      completedAt: completedAt === null ? null : utc(completedAt),
      objectCount: String(operation.objects),
      rootObjectCount: String(operation.roots),
      fileSize: there ? String(statSync(operation.file).size) : null,
      url: there && status === 'COMPLETED' ? url : null,
      partialDataUrl: there && cut ? url : null,
    }
  }
}

function bulkId({ n }: Operation): string {
  return gid('BulkOperation', idOf('BulkOperation', n))
}

function finished(operation: Operation) {
  return {
    admin_graphql_api_id: bulkId(operation),
    completed_at: operation.completedAt === null ? null : local(operation.completedAt),
    created_at: local(operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: 'query',
  }
}

function refused(message: string, code: string) {
  return { bulkOperation: null, userErrors: [{ field: ['query'], message, code }] }
}
