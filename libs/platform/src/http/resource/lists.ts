import { Injectable } from '@nestjs/common'
import type { Resource } from './resource'

/** The lists of the API by their names, each added by the lib that owns it, for those who keep a list's parameters. */
@Injectable()
export class Lists {
  private readonly resources = new Map<string, Resource>()

  add<Answer extends object>(name: string, resource: Resource<Answer>): void {
    this.resources.set(name, resource)
  }

  /** Throws an Error for a name that no lib has added. */
  get(name: string): Resource {
    const resource = this.resources.get(name)
    if (!resource) throw new Error(`no lib has added the list ${name}`)
    return resource
  }
}
