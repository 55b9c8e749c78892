import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { CustomerStatus } from './customer.dto'

/** A customer's own fields, for cold writes. Figures, search text and lowered columns are written by the database. */
@Entity('customers')
export class CustomerEntity {
  @PrimaryColumn('uuid') tenant_id!: string
  @PrimaryColumn('uuid') id!: string
  @Column('text', { nullable: true }) first_name!: string | null
  @Column('text', { nullable: true }) last_name!: string | null
  @Column('text', { nullable: true }) company_name!: string | null
  @Column('text', { nullable: true }) email!: string | null
  @Column('text', { nullable: true }) phone!: string | null
  @Column('text', { nullable: true }) phone_e164!: string | null
  @Column('text', { nullable: true }) country_code!: string | null
  @Column('text', { nullable: true }) region!: string | null
  @Column('text', { nullable: true }) city!: string | null
  @Column('text', { nullable: true }) postal_code!: string | null
  @Column('text', { nullable: true }) address_line1!: string | null
  @Column('text', { nullable: true }) address_line2!: string | null
  @Column('text') timezone!: string
  @Column('text') language!: string
  @Column('text') currency!: string
  @Column('text') status!: CustomerStatus
  @Column('jsonb') custom_fields!: Record<string, unknown>
  @Column('uuid', { nullable: true }) assigned_to!: string | null
  @Column('text') lifetime_value_currency!: string
  @Column('integer') version!: number
  @Column('timestamptz') updated_at!: Date
}
