import { config } from '@portolan/platform'

/**
 * A page of the console at the address that this server is known by, never at one that a request names. The token
 * stands behind the `#`, which browsers tell no server.
 */
export function pageLink(path: string, token?: string): string {
  const address = `${config.PUBLIC_URL}/${path}`
  return token === undefined ? address : `${address}#${token}`
}
