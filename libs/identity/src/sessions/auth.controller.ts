import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiAnswer, Can, Public, RateLimit } from '@portolan/platform'
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
   * Signs in. Failures answer the same whether the address is known or not; members of several workspaces are told to
   * choose one (409 `auth.choose_tenant`) after the right password.
   */
  @Post('login')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(SignedInDto)
  login(@Body() login: LoginDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedInDto> {
    return handOver(reply, login.session ?? 'token', this.signIns.signIn(login))
  }

  /**
   * Trades a refresh token for the next one and an access token. Each works once: a second use ends the sign-in,
   * because only a copy comes twice.
   */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(SignedInDto)
  refresh(
    @Body() { refresh_token }: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    return exchange(request, reply, refresh_token, (token) => this.signIns.refresh(token))
  }

  /** Ends this sign-in: its access and refresh tokens are refused from now on. */
  @Post('logout')
  @HttpCode(204)
  @Can('session.end')
  logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    return forget(request, reply, () => this.signIns.signOut())
  }

  /**
   * Makes a workspace with its first administrator, who then signs in. For an address that has an account already
   * nothing is made, and the answer is the same. 403 where registration is closed.
   */
  @Post('register')
  @HttpCode(202)
  @Public()
  @ApiAnswer(RegisteredDto, { status: 202, description: 'Taken' })
  register(@Body() registration: RegisterDto): Promise<RegisteredDto> {
    return this.registrations.register(registration)
  }
}
