import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  ApiList,
  ApiMade,
  ApiOne,
  ApiRefusal,
  Can,
  Id,
  IfMatch,
  RateLimit,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
import { DeactivationDto } from './deactivation.dto'
import { ProfileService } from './profile.service'
import { EditOwnUserDto, EditUserDto, NewUserDto } from './user.dto'
import { ownUserResource, usersResource } from './users.resource'
import { UsersService } from './users.service'

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly profile: ProfileService,
  ) {}

  /**
   * Lists the members of the workspace.
   * @remarks E-mail addresses and settings of others are shown to administrators.
   */
  @Get()
  @Can('colleagues.read')
  @ApiList(usersResource)
  list(@Query() query: ListQuery): Promise<JsonPage> {
    return this.users.list(query)
  }

  /**
   * Makes a member with a first password.
   * @remarks Somebody with an account already keeps the password of that.
   */
  @Post()
  @Can('users.manage')
  @ApiMade(usersResource)
  create(@Body() user: NewUserDto): Promise<Json> {
    return this.users.create(user)
  }

  /** Reads who is signed in, with role and workspace. */
  @Get('me')
  @Can('profile.read')
  @ApiOne(ownUserResource)
  me(): Promise<Json> {
    return this.profile.one()
  }

  /**
   * Changes the own name, language, zone or password.
   * @remarks A new password needs the current one, and ends every other sign-in.
   */
  @Patch('me')
  @Can('profile.edit')
  @RateLimit('auth')
  @ApiOne(ownUserResource)
  editMe(@Body() edits: EditOwnUserDto, @IfMatch() version: number | null): Promise<Json> {
    return this.profile.edit(edits, version)
  }

  /** Reads one member. */
  @Get(':id')
  @Can('colleagues.read')
  @ApiOne(usersResource)
  one(@Id('user') id: string): Promise<Json> {
    return this.users.one(id)
  }

  /**
   * Changes a member's role or status.
   * @remarks It ends the member's sign-ins. The last active administrator stays one: 409 `user.last_admin`.
   */
  @Patch(':id')
  @Can('users.manage')
  @ApiOne(usersResource)
  edit(@Id('user') id: string, @Body() edits: EditUserDto, @IfMatch() version: number | null): Promise<Json> {
    return this.users.edit(id, edits, version)
  }

  /**
   * Deactivates a member.
   * @remarks Access ends at once; what they did keeps their name, and `status: active` lets them in again. Customers
   * are handed over in the background: 409 `user.has_customers`, with the count, while nobody says to whom.
   */
  @Delete(':id')
  @HttpCode(204)
  @Can('users.manage')
  @ApiRefusal(422, 'Who should take over is no other active member: `user.successor_refused`')
  deactivate(@Id('user') id: string, @Query() { hand_over_to }: DeactivationDto): Promise<void> {
    return this.users.deactivate(id, hand_over_to)
  }
}
