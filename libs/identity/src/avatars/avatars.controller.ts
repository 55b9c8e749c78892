import { Controller, Delete, Get, Header, HttpCode, Post, Query } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ApiOne, ApiRefusal, Can, Form, Id, type Json, type UploadForm } from '@portolan/platform'
import { ownUserResource } from '../users/users.resource'
import { AvatarQueryDto } from './avatar.dto'
import { AvatarsService } from './avatars.service'

const form = {
  required: true,
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary', description: 'JPEG, PNG, WebP or GIF of at most 5 MB' } },
  },
} as const

@ApiTags('users')
@Controller('users')
export class AvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  /**
   * Takes a picture of the caller.
   * @remarks It is cut to a square of 256 pixels and encoded anew; nothing else of the file is kept.
   */
  @Post('me/avatar')
  @HttpCode(200)
  @Can('profile.edit')
  @ApiConsumes('multipart/form-data')
  @ApiBody(form)
  @ApiOne(ownUserResource)
  @ApiRefusal(413, 'The file is larger than 5 MB')
  @ApiRefusal(415, 'The file is no picture that is taken: `avatar.unsupported_type`')
  @ApiRefusal(422, 'The picture is damaged or has too many pixels')
  replace(@Form() upload: UploadForm): Promise<Json> {
    return this.avatars.replace(upload)
  }

  /** Removes the caller's picture. */
  @Delete('me/avatar')
  @HttpCode(204)
  @Can('profile.edit')
  remove(): Promise<void> {
    return this.avatars.remove()
  }

  /** Reads a member's picture, for members of the same workspace. */
  @Get(':id/avatar')
  @Can('colleagues.read')
  @Header('content-type', 'image/webp')
  @Header('cache-control', 'private, max-age=31536000, immutable')
  @ApiOkResponse({
    description: 'The picture',
    content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } },
  })
  read(@Id('avatar') id: string, @Query() _address: AvatarQueryDto): Promise<Buffer> {
    return this.avatars.read(id)
  }
}
