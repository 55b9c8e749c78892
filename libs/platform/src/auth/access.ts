import { applyDecorators, SetMetadata } from '@nestjs/common'
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger'
import type { Permission } from '@portolan/contracts'

export const accessKey = 'portolan:access'
export type Access = { readonly can: Permission } | { readonly public: true }

/** Only members whose role has this permission may call the route. */
export function Can(permission: Permission): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(accessKey, { can: permission } satisfies Access),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
  )
}

/** Anybody may call the route; a token that comes along is ignored. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(accessKey, { public: true } satisfies Access)
}
