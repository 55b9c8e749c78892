drop table webhook_hours, webhook_answers, webhook_attempts, webhook_deliveries, webhook_events, webhook_lanes,
  webhook_subscriptions;
