import { Module } from '@nestjs/common'
import { CaughtMailsController } from './caught-mails.controller'
import { SystemMailsController } from './system-mails.controller'

@Module({ controllers: [CaughtMailsController, SystemMailsController] })
export class MailApiModule {}
