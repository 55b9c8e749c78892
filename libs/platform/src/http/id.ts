import { Param, type PipeTransform } from '@nestjs/common'
import { ApiParam } from '@nestjs/swagger'
import { missing } from '../errors'

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

class IdPipe implements PipeTransform<unknown, string> {
  constructor(private readonly resource: string) {}

  transform(value: unknown): string {
    // What is no id names no row: the same answer as for an id that nobody has.
    if (typeof value !== 'string' || !uuidPattern.test(value)) throw missing(this.resource)
    return value.toLowerCase()
  }
}

/** The id in the path, of one `resource` such as `order`; what is no UUID is a 404. */
export function Id(resource: string, parameter = 'id'): ParameterDecorator {
  return (target, method, index) => {
    Param(parameter, new IdPipe(resource))(target, method, index)
    const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method)
    if (!descriptor || method === undefined) return
    const description = `Id of the ${resource.replaceAll('_', ' ')}`
    ApiParam({ name: parameter, description, schema: { type: 'string', format: 'uuid' } })(target, method, descriptor)
  }
}
