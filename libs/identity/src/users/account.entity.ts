import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Who signs in, in whatever workspaces. */
@Entity('users')
export class AccountEntity {
  @PrimaryColumn('uuid') id!: string
  @Column('text') email!: string
  @Column('text') email_lower!: string
}

@Entity('credentials')
export class CredentialEntity {
  @PrimaryColumn('uuid') user_id!: string
  @Column('text') password_hash!: string
  @Column('timestamptz') changed_at!: Date
}
