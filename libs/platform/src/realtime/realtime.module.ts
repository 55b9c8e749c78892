import { Module } from '@nestjs/common'
import { RealtimeAudience } from './realtime.audience'
import { RealtimeGateway } from './realtime.gateway'

/** Sockets of the console, on the API's own server. */
@Module({ providers: [RealtimeAudience, RealtimeGateway] })
export class RealtimeModule {}
