import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  ApiList,
  ApiMade,
  ApiOne,
  Can,
  Id,
  IfMatch,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { CorrectRateDto, SetRateDto } from './rate.dto'
import { ratesResource } from './rates.resource'
import { RatesService } from './rates.service'

@ApiTags('exchange-rates')
@Controller('exchange-rates')
export class RatesController {
  constructor(private readonly rates: RatesService) {}

  /** Lists exchange rates: the workspace's own and the published ones. */
  @Get()
  @Can('exchange-rates.read')
  @ApiOperation({ summary: 'List exchange rates' })
  @ApiList(ratesResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.rates.list(query)
  }

  /** Reads one exchange rate. */
  @Get(':id')
  @Can('exchange-rates.read')
  @ApiOperation({ summary: 'Read an exchange rate' })
  @ApiOne(ratesResource)
  one(@Id('exchange_rate') id: string): Promise<Json> {
    return this.rates.one(id)
  }

  /** Sets a rate by hand, for a currency that the ECB does not publish. Orders that waited for it get it soon after. */
  @Post()
  @Can('exchange-rates.edit')
  @ApiOperation({ summary: 'Set an exchange rate' })
  @ApiMade(ratesResource)
  set(@Body() dto: SetRateDto): Promise<Json> {
    return this.rates.set(dto)
  }

  /** Corrects a rate of the workspace's own; 409 once frozen figures stand on it. */
  @Put(':id')
  @Can('exchange-rates.edit')
  @ApiOperation({ summary: 'Correct an exchange rate' })
  @ApiOne(ratesResource)
  correct(
    @Id('exchange_rate') id: string,
    @Body() dto: CorrectRateDto,
    @IfMatch() version: number | null,
  ): Promise<Json> {
    return this.rates.correct(id, dto.rate, version)
  }
}
