import { Module } from '@nestjs/common'
import { CaughtMailsController } from './caught-mails.controller'

@Module({ controllers: [CaughtMailsController] })
export class MailApiModule {}
