import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiAnswer, ApiRefusal, Can, Public, RateLimit } from '@portolan/platform'
import { LoginDto, RefreshDto, RegisterDto, RegisteredDto, SignedInDto } from './auth.dto'
import { exchange, forget, handOver } from './refresh-cookie'
import { RegistrationService } from './registration.service'
import { SignInService } from './sign-in.service'

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly registrations: RegistrationService,
  ) {}

  /**
   * Signs in.
   * @remarks Failures answer the same whether the address is known or not. Members of several workspaces are told to
   * choose one, after the right password: 409 `auth.choose_tenant`, with their short names in `details.tenant`.
   */
  @Post('login')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(SignedInDto)
  @ApiRefusal(401, 'The e-mail address or the password is wrong')
  @ApiRefusal(403, 'No active member of the workspace, or the workspace is suspended')
  login(@Body() login: LoginDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedInDto> {
    return handOver(reply, login.session ?? 'token', this.signIns.signIn(login))
  }

  /**
   * Trades a refresh token for the next one and an access token.
   * @remarks Each works once: a second use ends the sign-in, because only a copy comes twice. The cookie form works from
   * pages of this address only.
   */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(SignedInDto)
  @ApiRefusal(401, 'The sign-in has ended')
  @ApiRefusal(403, 'The cookie came from a page of another site, or the workspace is suspended')
  refresh(
    @Body() { refresh_token }: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    return exchange(request, reply, refresh_token, (token) => this.signIns.refresh(token))
  }

  /**
   * Signs out.
   * @remarks The access and refresh tokens of this sign-in are refused from now on.
   */
  @Post('logout')
  @HttpCode(204)
  @Can('session.end')
  logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    return forget(request, reply, () => this.signIns.signOut())
  }

  /**
   * Makes a workspace with its first administrator, who then signs in.
   * @remarks For an address that has an account already nothing is made, and the answer is the same: nobody learns who
   * has one.
   */
  @Post('register')
  @HttpCode(202)
  @Public()
  @ApiAnswer(RegisteredDto, { status: 202, description: 'Taken' })
  @ApiRefusal(403, 'Registration is closed here')
  register(@Body() registration: RegisterDto): Promise<RegisteredDto> {
    return this.registrations.register(registration)
  }
}
