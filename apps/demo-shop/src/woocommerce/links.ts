export interface Site {
  readonly url: string
  readonly currency: string
}

export function links(site: Site, self: string, collection: string) {
  return { self: [{ href: href(site, self) }], collection: [{ href: href(site, collection) }] }
}

export function href({ url }: Site, path: string): string {
  return `${url}/wp-json/wc/v3/${path}`
}
