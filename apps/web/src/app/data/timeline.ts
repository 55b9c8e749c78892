/** What happened, newest first: `type` is an event's name. */
export interface TimelineEntry {
  id: string
  type: string
  occurred_at: string
  actor: { id: string; name: string } | string | null
  data: Record<string, unknown>
}
