// The one catalogue of events: past tense, noun.verb, ids and facts, never entities. An event about rows carries up to
// 500 ids; `changes` holds, by id, what each edited field was and became, and feeds the audit log.
import { z } from 'zod'
import { platforms } from './platforms'
import { orderStatuses, paymentStatuses, returnStatuses } from './statuses'

const ids = z.array(z.uuid()).min(1).max(500)
const changes = z.record(z.uuid(), z.record(z.string(), z.tuple([z.unknown(), z.unknown()]))).optional()
const rows = z.object({ ids })
const edited = z.object({ ids, changes })

function event<Schema extends z.ZodType>(schema: Schema, version = 1) {
  return { schema, version }
}

/** How long events are kept after everybody has handled them, for replays and for whoever asks what happened. */
export const eventKeptDays = 30

export const events = {
  'customer.created': event(rows),
  'customer.updated': event(edited),
  'customer.deleted': event(rows),
  'customer.restored': event(rows),
  /** ids are those that are left; `merged_ids` are known by them from now on. */
  'customer.merged': event(z.object({ ids, merged_ids: z.array(z.uuid()).min(1).max(100), changes })),
  /** ids came back; `from_id` is who they were merged into. */
  'customer.unmerged': event(z.object({ ids, from_id: z.uuid(), changes })),
  /** Somebody has looked at these two and found two people. */
  'customer.told_apart': event(rows),
  /** That was taken back. */
  'customer.told_alike': event(rows),
  'order.created': event(rows),
  'order.updated': event(edited),
  'order.deleted': event(rows),
  'order.restored': event(rows),
  'order.status_changed': event(z.object({ ids, from: z.enum(orderStatuses), to: z.enum(orderStatuses) })),
  'order.payment_changed': event(
    z.object({ ids, from: z.enum(paymentStatuses), to: z.enum(paymentStatuses), changes }),
  ),
  'order.shipped': event(z.object({ ids, shipment_id: z.uuid() })),
  'order.shipment_updated': event(z.object({ ids, shipment_id: z.uuid(), changes })),
  'order.shipment_delivered': event(z.object({ ids, shipment_id: z.uuid() })),
  /** The row is gone, so the event says what it was. */
  'order.shipment_deleted': event(
    z.object({ ids, shipment_id: z.uuid(), carrier: z.string().nullable(), tracking_number: z.string().nullable() }),
  ),
  /** ids are refunds; `order_ids` the orders they belong to (a refund may stand alone). */
  'order.refunded': event(z.object({ ids, order_ids: z.array(z.uuid()).max(500) })),
  /** Refunds whose amount or day is another now, as their source says. */
  'order.refund_updated': event(z.object({ ids, order_ids: z.array(z.uuid()).max(500), changes })),
  /** A refund that was taken back, by hand or with its import; the row is gone, so the event says what it was. */
  'order.refund_deleted': event(
    z.object({ ids, order_ids: z.array(z.uuid()).max(500), amount: z.string(), currency: z.string() }),
  ),
  /** ids are returns; `order_ids` the orders whose items they are about. */
  'return.requested': event(z.object({ ids, order_ids: z.array(z.uuid()).max(500) })),
  'return.updated': event(z.object({ ids, order_ids: z.array(z.uuid()).max(500), changes })),
  'return.status_changed': event(
    z.object({
      ids,
      order_ids: z.array(z.uuid()).max(500),
      from: z.enum(returnStatuses),
      to: z.enum(returnStatuses),
      refund_id: z.uuid().nullable(),
    }),
  ),
  'product.created': event(rows),
  'product.updated': event(rows),
  'product.deleted': event(rows),
  'import.finished': event(z.object({ ids, status: z.enum(['completed', 'failed', 'cancelled']) })),
  'export.requested': event(z.object({ ids, kind: z.enum(['customers', 'orders']), format: z.enum(['csv', 'json']) })),
  'export.finished': event(z.object({ ids, status: z.enum(['completed', 'failed', 'cancelled']) })),
  /** Somebody asked for a link to the file. */
  'export.shared': event(rows),
  'export.deleted': event(rows),
  'import_mapping.changed': event(z.object({ ids, action: z.enum(['created', 'updated', 'deleted']), changes })),
  'import.undone': event(z.object({ ids, restored: z.number(), removed: z.number(), kept: z.number() })),
  'job.replayed': event(rows),
  /** ids are the workspace's own. */
  'queue.paused': event(z.object({ ids, queue: z.string() })),
  'queue.resumed': event(z.object({ ids, queue: z.string() })),
  'custom_field.changed': event(
    z.object({ ids, action: z.enum(['created', 'updated', 'archived', 'deleted']), changes }),
  ),
  'view.changed': event(z.object({ ids, action: z.enum(['created', 'updated', 'deleted']) })),
  'tag.changed': event(
    z.object({ ids, action: z.enum(['created', 'updated', 'deleted', 'merged']), into_id: z.uuid().optional() }),
  ),
  'tenant.created': event(rows),
  'invitation.created': event(rows),
  'invitation.resent': event(rows),
  'invitation.revoked': event(rows),
  'invitation.accepted': event(rows),
  'user.created': event(rows),
  'user.signed_in': event(rows),
  'user.password_reset_requested': event(rows),
  'user.updated': event(edited),
  /** `hand_over_to` takes over the customers of the ids; null leaves them to nobody. */
  'user.deactivated': event(z.object({ ids, hand_over_to: z.uuid().nullable().optional() })),
  'session.reuse_detected': event(rows),
  'settings.changed': event(z.object({ ids, changes })),
  'exchange_rate.set': event(edited),
  /** Subscriptions of outbound webhooks; `changes` never holds a secret. */
  'subscription.created': event(rows),
  'subscription.updated': event(edited),
  'subscription.deleted': event(rows),
  'subscription.secret_rotated': event(rows),
  'subscription.tested': event(rows),
  'subscription.disabled': event(z.object({ ids, reason: z.enum(['gone', 'failing']) })),
  /** A shop was connected, changed or left; `changes` never holds a credential. */
  'integration.created': event(z.object({ ids, platform: z.enum(platforms) })),
  'integration.updated': event(edited),
  'integration.connected': event(rows),
  'integration.failed': event(z.object({ ids, reason: z.string() })),
  /** Somebody asked for a run by hand. */
  'integration.sync_requested': event(
    z.object({ ids, run_id: z.uuid(), kind: z.enum(['history', 'incremental', 'reconciliation', 'manual']) }),
  ),
  'integration.sync_cancelled': event(z.object({ ids, run_id: z.uuid() })),
  'integration.disconnected': event(z.object({ ids, by: z.enum(['member', 'shop']) })),
  'inbox_event.replayed': event(rows),
  /** Somebody asked a shop for their data or for its erasure; ids are of the inbox, where the request stands. */
  'privacy.requested': event(
    z.object({ ids, request: z.enum(['access', 'erase_customer', 'erase_shop']), due_at: z.iso.datetime() }),
  ),
  /** ids are subscriptions; `deliveries` is how many are sent again. */
  'subscription.replayed': event(z.object({ ids, deliveries: z.number().int() })),
} as const

export type EventName = keyof typeof events
export type EventOf<Name extends EventName> = z.infer<(typeof events)[Name]['schema']>
