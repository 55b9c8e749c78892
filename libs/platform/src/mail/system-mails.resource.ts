import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { mailStatuses, SystemMailDto } from './system-mail.dto'

export const systemMailsResource = defineResource({
  name: 'system_mail',
  answer: SystemMailDto,
  from: 'system_mails m',
  fields: {
    id: 'm.id',
    kind: 'm.kind',
    recipient: 'm.recipient',
    status: 'm.status',
    attempts: 'm.attempts',
    last_error: 'm.last_error',
    message_id: 'm.message_id',
    created_at: column.time('m.created_at'),
    sent_at: column.time('m.sent_at'),
  },
  filters: {
    kind: filter.text('m.kind'),
    status: filter.oneOf('m.status', mailStatuses),
    recipient: filter.text('m.recipient'),
  },
  sorts: { created_at: sort.time('m.created_at') },
  defaultSort: '-created_at',
})
