import type { Role } from '@portolan/contracts'
import { Column, Entity, PrimaryColumn } from 'typeorm'

export const memberStatuses = ['active', 'inactive'] as const
export type MemberStatus = (typeof memberStatuses)[number]

/** An account in one workspace: the role there, and what the workspace knows of the person. */
@Entity('memberships')
export class MembershipEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') user_id!: string
  @Column('text') role!: Role
  @Column('text') status!: MemberStatus
  @Column('text') first_name!: string
  @Column('text') last_name!: string
  @Column('text', { nullable: true }) avatar_url!: string | null
  @Column('text', { nullable: true }) language!: string | null
  @Column('text', { nullable: true }) timezone!: string | null
  @Column('timestamptz', { nullable: true }) last_login_at!: Date | null
  @Column('timestamptz') updated_at!: Date
  @Column('integer') version!: number
}
