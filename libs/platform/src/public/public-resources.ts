// What REST answers and webhooks send: each domain registers its resources here, so that nobody imports the domain.
import { Injectable, type Type } from '@nestjs/common'
import type { PublicResourceType } from '@portolan/contracts'

export interface PublicResource {
  readonly type: PublicResourceType
  /** The DTO class of one row, as the OpenAPI document describes it. */
  readonly answer: Type
  /** Rows by id as JSON text, also those in the trash, as the ambient context may see them. Others are left out. */
  read(ids: readonly string[]): Promise<Map<string, string>>
}

@Injectable()
export class PublicResources {
  private readonly byType = new Map<PublicResourceType, PublicResource>()

  /** Call from the constructor of the domain's module. Throws an Error when the type is registered already. */
  add(resource: PublicResource): void {
    if (this.byType.has(resource.type)) throw new Error(`two resources call themselves ${resource.type}`)
    this.byType.set(resource.type, resource)
  }

  /** Throws an Error when no domain has registered the type. */
  of(type: PublicResourceType): PublicResource {
    const resource = this.byType.get(type)
    if (!resource) throw new Error(`no domain has registered the public resource ${type}`)
    return resource
  }
}
