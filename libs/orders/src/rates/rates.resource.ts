import { isCurrency } from '@portolan/contracts'
import { column, defineResource, filter, sort } from '@portolan/platform'
import { ExchangeRateDto } from './rate.dto'

export const ratesResource = defineResource<ExchangeRateDto>({
  name: 'exchange_rate',
  answer: ExchangeRateDto,
  from: 'exchange_rates_v1 r',
  version: 'r.version',
  fields: {
    id: 'r.id',
    currency: 'r.currency',
    day: 'r.day',
    rate: column.decimal('r.rate'),
    source: 'r.source',
    is_own: 'r.is_own',
    version: 'r.version',
  },
  filters: {
    currency: filter.code('r.currency', isCurrency),
    day: filter.day('r.day'),
    source: filter.text('r.source'),
    is_own: filter.flag('r.is_own'),
  },
  sorts: { day: sort.day('r.day') },
  defaultSort: '-day',
  hot: ['currency'],
})
