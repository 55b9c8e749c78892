import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('shipments')
export class Shipment {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('uuid') order_id!: string
  @Column('text') source!: string
  @Column('text', { nullable: true }) external_id?: string | null
  @Column('text', { nullable: true }) carrier!: string | null
  @Column('text', { nullable: true }) tracking_number!: string | null
  @Column('text', { nullable: true }) tracking_url!: string | null
  @Column('date', { nullable: true }) estimated_delivery!: string | null
  @Column('timestamptz', { nullable: true }) shipped_at!: string | null
  @Column('timestamptz', { nullable: true }) delivered_at!: string | null
  @Column('integer') version!: number
  @Column({ type: 'timestamptz', insert: false }) updated_at!: string
}
