import { Injectable, RequestMethod, type NestInterceptor, type Type } from '@nestjs/common'
import { INTERCEPTORS_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants'
import { DiscoveryService, MetadataScanner } from '@nestjs/core'
import { accessKey, type Access } from '../auth/access'

export interface InterceptedRoute {
  readonly isPost: boolean
  /** Whether strangers may call it, so that there is never a caller. */
  readonly isPublic: boolean
  /** Below the API, as in `customers/:id/orders`. */
  readonly path: string
}

/**
 * Interceptors of some routes. Nest wraps every route in those that are global, and each wrapping costs every request
 * several promises and observables, also where there is nothing to do.
 */
@Injectable()
export class RouteInterceptors {
  private readonly added = new Map<object, NestInterceptor[]>()

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Call from a module's constructor: routes are made once all of them stand. */
  add(interceptor: NestInterceptor, isMeant: (route: InterceptedRoute) => boolean): void {
    for (const { metatype } of this.discovery.getControllers()) {
      const prototype = (metatype as Type).prototype as Record<string, object>
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as object
        const route = routeOf(metatype as Type, handler)
        if (!route || !isMeant(route)) continue
        this.added.set(handler, [...(this.added.get(handler) ?? []), interceptor])
        Reflect.defineMetadata(INTERCEPTORS_METADATA, this.added.get(handler), handler)
      }
    }
  }
}

function routeOf(controller: Type, handler: object): InterceptedRoute | null {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined
  if (method === undefined) return null
  const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''))
  const path = parts.join('/').split('/').filter(Boolean).join('/')
  const access = [handler, controller].map((target) => Reflect.getMetadata(accessKey, target) as Access | undefined)
  const isPublic = 'public' in (access.find(Boolean) ?? {})
  return { isPost: method === RequestMethod.POST, isPublic, path }
}
