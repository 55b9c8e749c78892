import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('webhook_subscriptions')
export class SubscriptionEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text') url!: string
  @Column('text', { array: true }) events!: string[]
  @Column('text', { nullable: true }) description!: string | null
  @Column('text') status!: 'active' | 'paused' | 'disabled'
  @Column('text', { nullable: true }) disabled_reason!: string | null
  @Column('text') api_version!: string
  @Column('integer', { nullable: true }) rate_limit!: number | null
  @Column('boolean') ordered!: boolean
  @Column('text') secret!: string
  @Column('text', { nullable: true }) previous_secret!: string | null
  @Column('timestamptz', { nullable: true }) previous_secret_until!: Date | null
  @Column('text', { nullable: true }) headers!: string | null
  @Column('text', { array: true }) header_names!: string[]
  @Column('integer') failures!: number
  @Column('timestamptz', { nullable: true }) paused_until!: Date | null
  @Column('timestamptz', { nullable: true }) failing_since!: Date | null
  @Column('uuid', { nullable: true }) created_by!: string | null
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
