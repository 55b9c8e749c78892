import { roles } from '@portolan/contracts'
import { column, config, defineResource, filter, sort } from '@portolan/platform'
import { memberStatuses } from './membership.entity'
import { OwnUserDto, UserDto } from './user.dto'

const fields = {
  id: 'm.id',
  email: 'm.email',
  first_name: 'm.first_name',
  last_name: 'm.last_name',
  avatar_url: 'm.avatar_url',
  role: 'm.role',
  status: 'm.status',
  language: 'm.language',
  timezone: 'm.timezone',
  last_login_at: column.time('m.last_login_at'),
  created_at: column.time('m.created_at'),
  updated_at: column.time('m.updated_at'),
  version: 'm.version',
}

const rows = { name: 'user', from: 'members_v1 m', version: 'm.version' }

// The view hides e-mail addresses from colleagues, so neither the filter nor the search can be asked about them.
export const usersResource = defineResource({
  ...rows,
  answer: UserDto,
  fields,
  filters: {
    role: filter.oneOf('m.role', roles),
    status: filter.oneOf('m.status', memberStatuses),
    email: filter.text('m.email_lower', { lower: true }),
    created_at: filter.time('m.created_at'),
  },
  sorts: {
    created_at: sort.time('m.created_at'),
    first_name: sort.text('m.first_name'),
    last_name: sort.text('m.last_name'),
  },
  defaultSort: 'created_at',
  search: {
    looksThrough: 'names, and e-mail addresses where they are shown',
    where: (text) => `strpos(lower(concat_ws(' ', m.first_name, m.last_name, m.email)), ${text}) > 0`,
    prepare: (text) => text.toLowerCase(),
  },
})

/** The answer of users/me and of a sign-in. */
export const ownUserResource = defineResource({
  ...rows,
  answer: OwnUserDto,
  fields: {
    ...fields,
    tenant: `(select row_to_json(t) from (
      select id, name, slug, default_currency, language, timezone, ${String(config.MAIL_CATCHER)} as catches_mail from tenants where id = current_tenant()) t)`,
  },
  filters: {},
  sorts: { created_at: sort.time('m.created_at') },
  defaultSort: 'created_at',
})
