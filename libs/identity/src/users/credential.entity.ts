import { Column, Entity, PrimaryColumn } from 'typeorm'

/** How an account proves itself. */
@Entity('credentials')
export class CredentialEntity {
  @PrimaryColumn('uuid') user_id!: string
  @Column('text') password_hash!: string
}
