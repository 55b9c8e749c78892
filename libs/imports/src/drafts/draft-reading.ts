// What a draft's file and its sender say about how it is to be read.
import { Injectable } from '@nestjs/common'
import { CustomFields } from '@portolan/customers'
import { invalid } from '@portolan/platform'
import { suggestMapping } from '../detection/suggestions'
import { DraftNeeded } from '../import.errors'
import { givenOptions, readingOf, readOptions, type ImportOptions } from '../import.options'
import { MappingNames } from '../mappings/mapping-names'
import { columnsMapping, problemsOfMapping, type ImportKind, type Mapping } from '../mappings/mappings'
import { StagedFile } from '../staged-file'
import type { EditDraftDto } from './draft.dto'
import type { ImportState } from './import-state'

const sampledRows = 20

/** A mapping and options that belong together. */
export interface Read {
  readonly mapping: Mapping
  readonly options: ImportOptions
}

@Injectable()
export class DraftReading {
  constructor(
    private readonly file: StagedFile,
    private readonly names: MappingNames,
    private readonly fields: CustomFields,
  ) {}

  /** Without a mapping the columns are what they look like. */
  async of(fileId: string, kind: ImportKind, mapping: string | undefined, options: string | undefined): Promise<Read> {
    const named = mapping === undefined ? columnsMapping([], kind) : await this.names.read(mapping, kind)
    const workspace = await this.names.workspace()
    const given = readOptions(options, named, workspace)
    const asked = options === undefined ? {} : givenOptions(JSON.parse(options), named)
    const detected = await this.file.detect(fileId, asked)
    const read = { ...given, ...readingOf(detected), ...asked }
    return { mapping: mapping === undefined ? await this.suggested(fileId, kind, read) : named, options: read }
  }

  async changed(before: ImportState, { mapping, columns, options }: EditDraftDto): Promise<Read> {
    const given = options === undefined ? {} : givenOptions(options, before.mapping)
    const detected = cuts(given) ? readingOf(await this.file.detect(before.file_id ?? '', given)) : {}
    const next = { ...before.options, ...detected, ...given }
    const wanted = await this.wanted(before, mapping, columns)
    if (wanted !== before.mapping || !cuts(given)) return { mapping: wanted, options: next }
    const header = await this.header(before.file_id ?? '', next)
    const fits = [...(wanted.spellings[0]?.keys() ?? [])].some((name) => header.includes(name))
    return { mapping: fits ? wanted : await this.suggested(before.file_id ?? '', before.kind, next), options: next }
  }

  async headerOf(run: ImportState): Promise<readonly string[]> {
    return run.reads_file ? this.header(run.file_id ?? '', run.options) : (run.header ?? [])
  }

  /** Throws a DomainError when the import cannot be started as it is. */
  async assertReady({ status, file_id, mapping, options }: ImportState): Promise<void> {
    if (status !== 'draft') throw new DraftNeeded(status)
    const header = await this.header(file_id ?? '', options)
    const problems = problemsOfMapping(mapping, header)
    if (problems.length) throw invalid({ mapping: problems })
    await this.file.check({ fileId: file_id ?? '', mapping, reading: options })
  }

  private async wanted(
    before: ImportState,
    mapping: string | undefined,
    columns: EditDraftDto['columns'],
  ): Promise<Mapping> {
    if (mapping !== undefined && columns !== undefined)
      throw invalid({ columns: ['mapping and columns exclude each other'] })
    if (mapping !== undefined) return this.names.read(mapping, before.kind)
    return columns === undefined ? before.mapping : columnsMapping(Object.entries(columns), before.kind)
  }

  private async suggested(fileId: string, kind: ImportKind, options: ImportOptions): Promise<Mapping> {
    const table = await this.file.table(fileId, options)
    try {
      const rows: (readonly string[])[] = []
      for (let row = await table.next(); row && rows.length < sampledRows; row = await table.next())
        rows.push(row.cells)
      return columnsMapping([...suggestMapping(kind, table.header, rows, await this.fields.named(kind))], kind)
    } finally {
      table.close()
    }
  }

  private async header(fileId: string, options: ImportOptions): Promise<readonly string[]> {
    const table = await this.file.table(fileId, options)
    table.close()
    return table.header
  }
}

/** Whether these options change what the columns of the file are. */
function cuts(given: Partial<ImportOptions>): boolean {
  return ['delimiter', 'encoding', 'header', 'sheet'].some((name) => name in given)
}
