import { ApiProperty, PickType } from '@nestjs/swagger'
import { Matches } from 'class-validator'
import { IsCurrency, IsDay } from '@portolan/platform'

export class SetRateDto {
  /** Any but EUR. */
  @ApiProperty({ example: 'AED' }) @IsCurrency() currency!: string
  @ApiProperty({ example: '2026-01-31' }) @IsDay() day!: string
  /** Units of the currency for one euro. */
  @ApiProperty({ example: '4.2905' })
  @Matches(/^\d{1,9}(\.\d{1,12})?$/, { message: 'rule.isAmount' })
  rate!: string
}

export class CorrectRateDto extends PickType(SetRateDto, ['rate'] as const) {}

export class ExchangeRateDto {
  id!: string
  @ApiProperty({ example: 'AED' }) currency!: string
  day!: string
  /** Units of the currency for one euro. */
  @ApiProperty({ example: '4.2905' }) rate!: string
  /** `ecb` for published rates, `manual` for those set by hand. */
  source!: string
  /** Whether it is this workspace's own. */
  is_own!: boolean
  version!: number
}
