import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { FeatureFlags } from './feature-flags'

export const tenantStatuses = ['active', 'maintenance', 'suspended'] as const
export type TenantStatus = (typeof tenantStatuses)[number]

/** A merchant organisation; "workspace" on screen. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('uuid') id!: string
  @Column('text') name!: string
  @Column('text') slug!: string
  @Column('text') region!: string
  @Column('text') default_currency!: string
  @Column('text') language!: string
  @Column('text') timezone!: string
  @Column('text', { array: true }) countries_served!: string[]
  @Column('integer') churn_window_days!: number
  @Column('text') order_number_pattern!: string
  @Column('integer') low_stock_threshold!: number
  @Column('jsonb') feature_flags!: FeatureFlags
  @Column('text') status!: TenantStatus
  @Column('timestamptz') updated_at!: Date
  @Column('integer') version!: number
}
