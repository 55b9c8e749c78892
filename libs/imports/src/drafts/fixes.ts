// Rows that people put right, or leave out, before an import reads them.
import { Injectable } from '@nestjs/common'
import { Database } from '@portolan/platform'

/** Null leaves the row out. */
export interface Fix {
  readonly cells: readonly string[] | null
}

/** Beyond this a file is put right in a spreadsheet program, and sent again. */
export const mostFixes = 10_000

@Injectable()
export class FixQueries {
  constructor(private readonly db: Database) {}

  async of(importId: string): Promise<Map<number, Fix>> {
    const rows = await this.db.read<{ line: number; cells: string | null }>(
      'select line, cells from import_fixes where tenant_id = current_tenant() and import_id = $1',
      [importId],
    )
    return new Map(
      rows.map(({ line, cells }) => [line, { cells: cells === null ? null : (JSON.parse(cells) as string[]) }]),
    )
  }

  async count(importId: string): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      'select count(*)::integer as count from import_fixes where tenant_id = current_tenant() and import_id = $1',
      [importId],
    )
    return row?.count ?? 0
  }

  async put(importId: string, line: number, { cells }: Fix): Promise<void> {
    await this.db.query(
      `insert into import_fixes (tenant_id, import_id, line, cells, fixed_by)
       values (current_tenant(), $1, $2, $3, current_actor())
       on conflict (tenant_id, import_id, line) do update
          set cells = excluded.cells, fixed_by = excluded.fixed_by, fixed_at = now()`,
      [importId, line, cells === null ? null : JSON.stringify(cells)],
    )
  }

  async remove(importId: string, line: number): Promise<void> {
    await this.db.query(
      'delete from import_fixes where tenant_id = current_tenant() and import_id = $1 and line = $2',
      [importId, line],
    )
  }
}
