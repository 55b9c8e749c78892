import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('tenant_exchange_rates')
export class TenantExchangeRate {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text') currency!: string
  @Column('date') day!: string
  @Column('numeric') rate!: string
  @Column('text') source!: string
  @Column('integer') version!: number
}
