import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { ViewList } from './view.dto'

@Entity('views')
export class ViewEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('uuid') owner_id!: string
  @Column('text') list!: ViewList
  @Column('text') name!: string
  @Column('jsonb') filters!: Record<string, string>
  @Column('text', { nullable: true }) sort!: string | null
  @Column('text', { array: true }) columns!: string[]
  @Column('boolean') is_shared!: boolean
  @Column('integer') position!: number
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
