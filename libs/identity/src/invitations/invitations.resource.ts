import { roles } from '@portolan/contracts'
import { column, defineResource, filter, sort } from '@portolan/platform'
import { InvitationDto, invitationStatuses } from './invitation.dto'

const status = `(case when i.status = 'pending' and i.expires_at <= now() then 'expired' else i.status end)`

export const invitationsResource = defineResource({
  name: 'invitation',
  answer: InvitationDto,
  from: 'invitations i',
  joins: `left join lateral (
    select status, last_error from system_mails where tenant_id = i.tenant_id and subject_id = i.id
     order by id desc limit 1) mail on true`,
  version: 'i.version',
  fields: {
    id: 'i.id',
    email: 'i.email',
    role: 'i.role',
    first_name: 'i.first_name',
    last_name: 'i.last_name',
    language: 'i.language',
    status,
    mail_status: 'mail.status',
    mail_error: 'mail.last_error',
    invited_by: 'i.invited_by',
    accepted_by: 'i.accepted_by',
    expires_at: column.time('i.expires_at'),
    mailed_at: column.time('i.mailed_at'),
    accepted_at: column.time('i.accepted_at'),
    created_at: column.time('i.created_at'),
    updated_at: column.time('i.updated_at'),
    version: 'i.version',
  },
  filters: {
    status: filter.oneOf(status, invitationStatuses),
    role: filter.oneOf('i.role', roles),
    email: filter.text('i.email_lower', { lower: true }),
  },
  sorts: { created_at: sort.time('i.created_at') },
  defaultSort: '-created_at',
})
