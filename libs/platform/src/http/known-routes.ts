import { Injectable } from '@nestjs/common'
import type { FastifyInstance } from 'fastify'

/** The addresses of the API, so that a wrong method can be told from a wrong address. */
@Injectable()
export class KnownRoutes {
  private readonly routes: { readonly path: RegExp; readonly method: string }[] = []

  /** Call before routes are added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return
      const pattern = url
        .replace(/\/$/, '')
        .split('/')
        .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      const path = new RegExp(`^${pattern.join('/')}/?$`)
      for (const name of [method].flat()) this.routes.push({ path, method: name })
    })
  }

  methodsOf(url: string): string[] {
    const [path = ''] = url.split('?', 1)
    const methods = this.routes.filter((route) => route.path.test(path)).map(({ method }) => method)
    return [...new Set(methods)].sort()
  }
}
