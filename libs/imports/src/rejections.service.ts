import { Injectable, StreamableFile } from '@nestjs/common'
import { context, Database, missing, runInContext } from '@portolan/platform'
import { Readable } from 'node:stream'
import { csvLine } from './csv/cells'
import type { ImportOptions } from './import.options'

/** Columns that the file of rejected rows has beside its own. */
const added = ['rejected_line', 'rejected_because'] as const
const rowsAtOnce = 500

interface RejectedRow {
  readonly line: number
  readonly cells: string
  readonly error: string
}

@Injectable()
export class RejectionsService {
  constructor(private readonly db: Database) {}

  /**
   * The rejected rows as a CSV file of the original columns with their lines and reasons. Once put right it can be sent
   * again as it is: columns that a mapping does not name are passed over.
   */
  async file(id: string): Promise<StreamableFile> {
    const [found] = await this.db.read<{ header: string[] | null; options: string }>(
      'select header, options from imports where tenant_id = current_tenant() and id = $1',
      [id],
    )
    if (!found) throw missing('import')
    const { delimiter } = JSON.parse(found.options) as ImportOptions
    const header = found.header ?? []
    // A file of rejected rows that was sent again carries the columns of the first time.
    const kept = header.flatMap((name, index) => ((added as readonly string[]).includes(name) ? [] : [index]))
    const line = (cells: readonly string[], more: readonly string[]) =>
      csvLine([...kept.map((index) => cells[index] ?? ''), ...cells.slice(header.length), ...more], delimiter)
    const content = Readable.from(this.lines(id, line(header, added), line), { objectMode: false })
    return new StreamableFile(content, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="import-${id}-rejections.csv"`,
    })
  }

  /** Asks for the rows page by page, for whoever called, while the answer is being sent. */
  private lines(
    id: string,
    first: string,
    line: (cells: readonly string[], more: readonly string[]) => string,
  ): AsyncGenerator<string> {
    const caller = context()
    const page = (after: number) =>
      runInContext(caller, () =>
        this.db.read<RejectedRow>(
          `select line, cells, error from import_rows
            where tenant_id = current_tenant() and import_id = $1 and line > $2 and error is not null
            order by line limit ${rowsAtOnce}`,
          [id, after],
        ),
      )
    return (async function* () {
      yield first
      for (let after = 0; ;) {
        const rows = await page(after)
        for (const row of rows) yield line(JSON.parse(row.cells) as string[], [String(row.line), row.error])
        const last = rows.at(-1)
        if (!last) return
        after = last.line
      }
    })()
  }
}
