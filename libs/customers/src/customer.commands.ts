// What other parts may ask of customers.

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
