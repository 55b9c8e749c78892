import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { ExportFormat, ExportKind } from './export.dto'

/** Written by the request that makes it; the job writes its progress by SQL. */
@Entity('exports')
export class ExportEntity {
  @PrimaryColumn('uuid') tenant_id: string
  @PrimaryColumn('uuid') id: string
  @Column('text') kind: ExportKind
  @Column('text') format: ExportFormat
  @Column('jsonb') query: Record<string, string>
  @Column('text', { array: true }) columns: string[]
  @Column('uuid') job_id: string
  @Column('uuid', { nullable: true }) created_by: string | null
}
