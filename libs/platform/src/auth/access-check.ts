import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common'
import { PATH_METADATA } from '@nestjs/common/constants'
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core'
import { accessKey } from './access'

type Handler = (...parameters: unknown[]) => unknown

/** Stops the boot when a route does not say who may call it. */
@Injectable()
export class AccessCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype }) => this.routesWithoutRule(metatype as Type))
    if (open.length) throw new Error(`no access rule on ${open.join(', ')}: add @Can(…) or @Public()`)
  }

  private routesWithoutRule(controller: Type): string[] {
    const prototype = controller.prototype as Record<string, Handler>
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((method) => Reflect.hasMetadata(PATH_METADATA, prototype[method] as Handler))
      .filter((method) => !this.reflector.getAllAndOverride(accessKey, [prototype[method] as Handler, controller]))
      .map((method) => `${controller.name}.${method}`)
  }
}
