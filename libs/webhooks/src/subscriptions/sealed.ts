// Where secrets of a subscription are sealed for: what is sealed for one row and column opens in no other.
export const sealedFor = {
  secret: (id: string): string => `webhook_subscriptions.secret/${id}`,
  headers: (id: string): string => `webhook_subscriptions.headers/${id}`,
} as const
