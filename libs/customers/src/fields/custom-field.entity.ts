import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { FieldOwner, FieldType, Labels } from './custom-field.dto'

@Entity('custom_fields')
export class CustomFieldEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text') applies_to!: FieldOwner
  @Column('text') key!: string
  @Column('jsonb') labels!: Labels
  @Column('text') type!: FieldType
  @Column('boolean') is_required!: boolean
  @Column('boolean') is_unique!: boolean
  @Column('text', { array: true }) options!: string[]
  @Column('integer') position!: number
  @Column('timestamptz', { nullable: true }) archived_at!: Date | null
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
