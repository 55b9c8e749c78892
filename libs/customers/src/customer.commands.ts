// What other parts may ask of customers.
import type { Changes, ErrorDetails } from '@portolan/platform'
import type { CustomerFieldsDto } from './customer.dto'
import type { CustomerFields } from './customers.queries'

/** What a shop or a file says about a person. What it does not know stays as it is. */
export interface CustomerProfile {
  readonly email?: string | null
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly phone?: string | null
  readonly company_name?: string | null
  readonly country_code?: string | null
  readonly region?: string | null
  readonly city?: string | null
  readonly postal_code?: string | null
  readonly timezone?: string | null
  readonly language?: string | null
  readonly currency?: string | null
}

/** A customer by our id, or by her account in the place that speaks of her. */
export type CustomerReference =
  { readonly id: string } | { readonly source: string; readonly external_id: string; readonly profile: CustomerProfile }

/** A person as a file describes her. What it does not say stays as it is; tags are added to those she has. */
export interface ImportCustomer {
  /** Her account in the place that the file comes from. */
  readonly account: { readonly source: string; readonly external_id: string } | null
  readonly fields: Omit<CustomerFieldsDto, 'assigned_to'>
  /** The member who looks after her. */
  readonly assigned_to_email: string | null
  readonly tags: readonly string[]
  /** What she becomes where nobody knows her, made ahead by `CustomerImport.prepare`. */
  readonly asNew?: NewCustomer
}

/** Somebody new, and her row as the text of a JSON object; or what the rules have against her. */
export type NewCustomer =
  { readonly id: string; readonly fields: CustomerFields; readonly row: string } | { readonly refused: ErrorDetails }

/** What happens to people who are there already: they stay as they are, are brought up to date, or are refused. */
export type OnDuplicate = 'skip' | 'update' | 'create'

/** What became of one of them, in the order of the commands. */
export type ImportedCustomer =
  | { readonly refused: ErrorDetails }
  | {
      readonly id: string
      readonly outcome: 'created' | 'updated' | 'unchanged'
      readonly version_before: number | null
      readonly version: number
      /** What each field was and became; of custom fields each key by itself. Empty for those that were created. */
      readonly changes: Changes
      /** The account that she was given beside those she had. */
      readonly identity: string | null
      /** Tags as they are now. */
      readonly tags: readonly string[]
    }

/** A row that an import has written, as its log knows it. */
export interface WrittenChange {
  readonly id: string
  readonly action: 'created' | 'updated'
  /** JSON of the fields that it changed, as they were and as it left them: texts, because numbers must stay exact. */
  readonly before: string
  readonly after: string
  readonly version_before: number | null
  readonly version: number | null
}

/** What the undo of one row came to; `kept` says why something of it stands, and which fields. */
export interface Undone {
  readonly id: string
  readonly outcome: 'restored' | 'removed' | 'kept' | 'gone'
  readonly kept: { readonly reason: KeptReason; readonly fields: readonly string[] } | null
  /** The version of a row that is exactly what it was before the import. */
  readonly version?: number
}

export type KeptReason = 'changed' | 'used' | 'deleted' | 'email_taken' | 'value_taken'
