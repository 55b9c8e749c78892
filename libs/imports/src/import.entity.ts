import { Column, Entity, PrimaryColumn } from 'typeorm'
import { ExportEntity } from './exports/export.entity'
import type { ImportOptions } from './import.options'
import type { ImportKind } from './mappings/mappings'

export type ImportStatus = 'draft' | 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'undone'

/** A file that is brought in. Written by the request that makes it; the job writes its progress by SQL. */
@Entity('imports')
export class ImportEntity {
  @PrimaryColumn('uuid') tenant_id: string
  @PrimaryColumn('uuid') id: string
  @Column('text') kind: ImportKind
  @Column('text') status: ImportStatus
  @Column('text') filename: string
  @Column('uuid', { nullable: true }) file_id: string | null
  @Column('bigint') file_bytes: number
  @Column('text') mapping: string
  @Column('jsonb', { nullable: true }) custom_mapping: Record<string, string> | null
  @Column('jsonb') options: ImportOptions
  @Column('text', { array: true, nullable: true }) header: string[] | null
  @Column('uuid', { nullable: true }) job_id: string | null
  @Column('boolean') drafted: boolean
  @Column('uuid', { nullable: true }) retry_of: string | null
  @Column('uuid', { nullable: true }) created_by: string | null
  @Column('text', { nullable: true }) idempotency_key: string | null
  @Column('text') content_hash: string
}

export const importsEntities = [ImportEntity, ExportEntity]
