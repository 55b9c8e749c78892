export { config, settings, type Config, type Setting } from './config/config'
export { CustomerLinks, type CustomerLink, type MovedRows } from './customer-links/customer-links'
export { context, runInContext, type Context } from './database/context'
export { Database, type ReadOptions } from './database/database'
export { sqlState } from './database/packet'
export { GroupCommit } from './database/group-commit'
export type { Statement } from './database/transaction'
export { migrateDown, migrateUp, migrationFiles, migrationsMissing } from './database/migrate'
export { definerFunctions, tables } from './database/tables'
export { RawBody } from './http/raw-body'
export { databaseError } from './http/database-errors'
export { DomainError, invalid, missing, MovedTo, unprocessable, type ErrorDetails, type ErrorParams } from './errors'
export { Outbox, type DomainEvent } from './outbox/outbox'
export { BeforeChunk, Handlers, Later, OnEvent, OnEvents, OnJob, type RunningJob } from './queue/handlers'
export { JobRunner } from './queue/job-runner'
export { Relay } from './queue/relay'
export { Scheduler } from './queue/scheduler'
export { WakeUps } from './queue/wake-ups'
export { WorkerLoop } from './queue/worker-loop'
export { WorkerRuntimeModule } from './queue/worker-runtime.module'
export { RealtimeBus } from './realtime/realtime-bus'
export { RealtimeModule } from './realtime/realtime.module'
export { holdsCardNumber, maskCardNumbers, refuseCardNumbers } from './privacy/card-numbers'
export { FileLinks, type FileLink } from './files/file-links'
export { Files, FileTooLarge, type StoredFile } from './files/files'
export { Form, plainName, UploadForm, type Upload } from './files/uploads'
export { WrittenFiles } from './files/written-files'
export { IsMailAddress, isMailAddress } from './mail/mail.address'
export { MailApiModule } from './mail/mail-api.module'
export { MailContents } from './mail/mail-contents'
export { mailSettings, type MailSettings } from './mail/mail.settings'
export { momentInWords, roleInWords, type MailContent } from './mail/mail.texts'
export { mailStatuses, type MailStatus } from './mail/system-mail.dto'
export { SystemMails } from './mail/system-mails'
export { DirtyDays } from './rollup/dirty-days'
export { Timeline, type TimelineEntry } from './timeline/timeline'
export { TimelineEntryDto } from './timeline/timeline.dto'
export { timelineResource } from './timeline/timeline.resource'
export { TimelineApiModule } from './timeline/timeline-api.module'
export { databaseUrl, PlatformModule, type PlatformOptions } from './platform.module'
export { isDay } from './http/resource/times'
export { Id } from './http/id'
export { Json, JsonPage } from './http/json'
export { say } from './http/messages'
export { problemsOfDto } from './http/validation'
export { column, nested, type ResourceDefinition } from './http/resource/definition'
export { filter, Unreadable, type Filter } from './http/resource/filters'
export { Lists } from './http/resource/lists'
export type { NamedFields, OwnFields } from './http/resource/own-fields'
export { ApiAnswer, ApiList, ApiMade, ApiOne, ApiRefusal, ApiSelection } from './http/resource/openapi'
export type { ListQuery } from './http/resource/plan'
export { defineResource, type Reader, type Resource } from './http/resource/resource'
export { Selection } from './http/resource/selection'
export { sort, type Sort } from './http/resource/sorts'
export { Can, Public } from './auth/access'
export { Tokens, type Identity } from './auth/tokens'
export { IfMatch, stale } from './http/if-match'
export { RateLimit } from './http/rate-limit'
export { HttpModule } from './http/http.module'
export { httpAdapter, prepareHttp } from './http/adapter'
export { Deprecated, type Deprecation } from './http/deprecated'
export { Bare } from './http/envelope'
export { RouteInterceptors } from './http/route-interceptors'
export { RedisConnection } from './http/redis'
export { log, NestLog } from './observe/log'
export { measureProcess, metrics } from './observe/metrics'
export { serveConsole } from './http/console'
export { buildOpenApi } from './http/openapi'
export { jobsResource } from './queue/jobs.resource'
export { InstallationQueues } from './queue/installation-queues'
export { JobsApiModule } from './queue/jobs-api.module'
export { QueueMetrics } from './observe/queue-metrics'
export { AuditApiModule } from './audit/audit-api.module'
export { changesBetween, mergePatch, valuesOf, type Changes } from './http/changes'
export { keyGivenTwice } from './http/json-body'
export {
  IsAmount,
  IsCountry,
  IsCurrency,
  IsDay,
  IsInstant,
  isLanguageTag,
  IsLanguageTag,
  IsLine,
  IsSignedAmount,
  isZone,
  IsZone,
  MayBeAbsent,
  OrNull,
  rule,
  textRule,
} from './http/rules'
export { Vault } from './crypto/vault'
export {
  CallFailed,
  Outbound,
  type CallFailure,
  type OutboundAnswer,
  type OutboundRequest,
  type OutboundStream,
} from './outbound/outbound'
export { retryAfter } from './outbound/retry-after'
export { TargetRefused, Targets } from './outbound/targets'
export { PublicResources, type PublicResource } from './public/public-resources'
export { ShowsSecret } from './http/idempotency.interceptor'
