import { isCurrency } from '@portolan/contracts'
import { column, defineResource, filter, sort } from '@portolan/platform'
import { ExchangeRateDto } from './rate.dto'

export const ratesResource = defineResource<ExchangeRateDto>({
  name: 'exchange_rate',
  answer: ExchangeRateDto,
  from: 'exchange_rates_v1 x',
  version: 'x.version',
  fields: {
    id: 'x.id',
    currency: 'x.currency',
    day: 'x.day',
    rate: column.decimal('x.rate'),
    source: 'x.source',
    is_own: 'x.is_own',
    version: 'x.version',
  },
  filters: {
    currency: filter.code('x.currency', isCurrency),
    day: filter.day('x.day'),
    source: filter.text('x.source'),
    is_own: filter.flag('x.is_own'),
  },
  sorts: { day: sort.day('x.day') },
  defaultSort: '-day',
  hot: ['currency'],
})
