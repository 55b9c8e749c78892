import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { ApiAnswer, ApiRefusal, Public, RateLimit } from '@portolan/platform'
import { NewPasswordDto, PasswordResetDto, PasswordResetTakenDto } from './recovery.dto'
import { RecoveryService } from './recovery.service'

@ApiTags('auth')
@Controller('auth/password-reset')
export class RecoveryController {
  constructor(private readonly recovery: RecoveryService) {}

  /**
   * Mails a link with which a new password can be chosen.
   * @remarks The answer is the same whether the address has an account or not.
   */
  @Post()
  @HttpCode(202)
  @Public()
  @RateLimit('mail')
  @ApiAnswer(PasswordResetTakenDto, { status: 202, description: 'Taken' })
  @ApiRefusal(503, 'This server has no mail server to send through: `mail.not_configured`')
  request(@Body() { email }: PasswordResetDto): Promise<PasswordResetTakenDto> {
    return this.recovery.request(email)
  }

  /**
   * Sets a new password with a mailed link, and ends every sign-in of the account.
   * @remarks The link works once, for an hour.
   */
  @Post('confirm')
  @HttpCode(204)
  @Public()
  @RateLimit('auth')
  @ApiRefusal(422, 'The link is used or over: `password_reset.invalid`')
  confirm(@Body() password: NewPasswordDto): Promise<void> {
    return this.recovery.confirm(password)
  }
}
