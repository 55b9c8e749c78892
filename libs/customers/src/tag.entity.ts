import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('tags')
export class TagEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text') name!: string
  @Column('text') colour!: string
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
