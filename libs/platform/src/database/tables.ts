// Every table stands here once; the catalogue test compares this list with the database.
// global: no row-level security and no customer data.   tenant: rows of one tenant, behind policies.
export const tables = {
  global: [
    'tenants',
    'users',
    'credentials',
    'sign_in_routes',
    'sessions',
    'refresh_tokens',
    'outbox_heads',
    'job_heads',
    'queue_pauses',
    'schedules',
    'exchange_rates',
    'migrations',
  ],
  tenant: [
    'memberships',
    'outbox_events',
    'job_payloads',
    'job_order',
    'audit_log',
    'timeline_entries',
    'tenant_counts',
    'dirty_days',
    'idempotency_keys',
    'imports',
    'import_rows',
    'import_documents',
    'exports',
    'revenue_daily',
    'buyer_days',
    'tenant_exchange_rates',
    'orders',
    'order_items',
    'order_counters',
    'refunds',
    'refund_items',
    'shipments',
    'customers',
    'customer_identities',
    'tags',
    'customer_tags',
  ],
} as const satisfies Record<'global' | 'tenant', readonly string[]>

/** SECURITY DEFINER functions: each is owned by portolan_owner and reads the tenant from the settings itself. */
export const definerFunctions: readonly string[] = ['search_customers', 'search_orders']
