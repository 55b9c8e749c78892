import type { Platform } from '@portolan/contracts'
import { Column, Entity, PrimaryColumn } from 'typeorm'

export const integrationStatuses = ['connecting', 'active', 'error', 'disconnected'] as const
export type IntegrationStatus = (typeof integrationStatuses)[number]

/** What became of our hooks in a shop that was disconnected; `kept` are those that others need. */
export const hookRemovals = ['pending', 'removed', 'kept', 'failed'] as const
export type HooksRemoval = (typeof hookRemovals)[number]

@Entity('integrations')
export class IntegrationEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text') platform!: Platform
  @Column('text') shop_name!: string
  @Column('text', { nullable: true }) shop_address!: string | null
  @Column('text') status!: IntegrationStatus
  @Column('text', { nullable: true }) last_error!: string | null
  @Column('text', { nullable: true }) credentials!: string | null
  @Column('text', { nullable: true }) currency!: string | null
  @Column('timestamptz', { nullable: true }) checked_at!: Date | null
  @Column('timestamptz', { nullable: true }) connected_at!: Date | null
  @Column('timestamptz', { nullable: true }) disconnected_at!: Date | null
  @Column('timestamptz', { nullable: true }) hooks_kept_at!: Date | null
  @Column('text', { nullable: true }) parting_credentials!: string | null
  @Column('text', { nullable: true }) hooks_removal!: HooksRemoval | null
  @Column('text', { nullable: true }) hooks_removal_error!: string | null
  @Column('uuid', { nullable: true }) created_by!: string | null
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
