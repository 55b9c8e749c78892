import { column } from '../http/resource/definition'
import { filter } from '../http/resource/filters'
import { defineResource } from '../http/resource/resource'
import { sort } from '../http/resource/sorts'
import { CaughtMailDto } from './caught-mail.dto'

export const caughtMailsResource = defineResource({
  name: 'caught_mail',
  answer: CaughtMailDto,
  from: 'caught_mails m',
  fields: {
    id: 'm.id',
    recipient: 'm.recipient',
    subject: 'm.subject',
    caught_at: column.time('m.caught_at'),
    body_text: 'm.body_text',
    body_html: 'm.body_html',
  },
  filters: { recipient: filter.text('m.recipient') },
  sorts: { caught_at: sort.time('m.caught_at') },
  defaultSort: '-caught_at',
})
