import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  ApiList,
  ApiMade,
  ApiOne,
  Can,
  Id,
  IfMatch,
  RateLimit,
  type Json,
  type JsonPage,
  type ListQuery,
} from '@portolan/platform'
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
   * @remarks A new password ends every sign-in, this one too.
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
   * @remarks What they did keeps their name; `status: active` lets them in again.
   */
  @Delete(':id')
  @HttpCode(204)
  @Can('users.manage')
  deactivate(@Id('user') id: string): Promise<void> {
    return this.users.deactivate(id)
  }
}
