import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  ApiAnswer,
  ApiList,
  ApiMade,
  ApiOne,
  ApiRefusal,
  Can,
  Id,
  Public,
  RateLimit,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { AcceptanceService } from './acceptance.service'
import {
  AcceptedInvitationDto,
  AcceptInvitationDto,
  InvitationTokenDto,
  NewInvitationDto,
  OpenInvitationDto,
} from './invitation.dto'
import { invitationsResource } from './invitations.resource'
import { InvitationsService } from './invitations.service'

@ApiTags('invitations')
@Controller('invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  /** Lists invitations, newest first, with what became of their mails. */
  @Get()
  @Can('invitations.manage')
  @ApiList(invitationsResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.invitations.list(query)
  }

  /**
   * Invites somebody by mail.
   * @remarks The link in it works once, for seven days. Somebody with an account elsewhere joins with that; the answer
   * is the same, and nobody learns of it.
   */
  @Post()
  @Can('invitations.manage')
  @ApiMade(invitationsResource)
  @ApiRefusal(503, 'This server has no mail server to send through: `mail.not_configured`')
  create(@Body() invitation: NewInvitationDto): Promise<Json> {
    return this.invitations.create(invitation)
  }

  /** Reads one invitation. */
  @Get(':id')
  @Can('invitations.manage')
  @ApiOne(invitationsResource)
  one(@Id('invitation') id: string): Promise<Json> {
    return this.invitations.one(id)
  }

  /**
   * Mails an invitation again, with a new link for another seven days.
   * @remarks The link before it opens nothing any more. Once a minute: 429 `invitation.mailed_just_now`.
   */
  @Post(':id/resend')
  @HttpCode(200)
  @Can('invitations.manage')
  @ApiOne(invitationsResource)
  resend(@Id('invitation') id: string): Promise<Json> {
    return this.invitations.resend(id)
  }

  /** Takes an invitation back; its link opens nothing any more. */
  @Delete(':id')
  @HttpCode(204)
  @Can('invitations.manage')
  revoke(@Id('invitation') id: string): Promise<void> {
    return this.invitations.revoke(id)
  }
}

@ApiTags('auth')
@Controller('auth/invitations')
export class AcceptanceController {
  constructor(private readonly acceptance: AcceptanceService) {}

  /** Reads the invitation behind a mailed link, which stays good. */
  @Post('read')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(OpenInvitationDto)
  @ApiRefusal(422, 'The link is used, revoked or over: `invitation.invalid`')
  read(@Body() { token }: InvitationTokenDto): Promise<OpenInvitationDto> {
    return this.acceptance.read(token)
  }

  /**
   * Accepts an invitation: makes a member of who holds the link, who then signs in.
   * @remarks It works once. Somebody with an account already keeps the password of that and needs to send none.
   */
  @Post('accept')
  @HttpCode(200)
  @Public()
  @RateLimit('auth')
  @ApiAnswer(AcceptedInvitationDto)
  @ApiRefusal(422, 'The link is used, revoked or over: `invitation.invalid`')
  accept(@Body() acceptance: AcceptInvitationDto): Promise<AcceptedInvitationDto> {
    return this.acceptance.accept(acceptance)
  }
}
