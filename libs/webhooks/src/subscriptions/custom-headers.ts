// Custom headers are for the receiver's gateway. An allow-list: what steers a connection, names its sender or is signed
// by us stays ours.
import { textRule } from '@portolan/platform'

const name = /^(authorization|x-[a-z0-9][a-z0-9_-]*)$/i
/** Written by proxies, and believed by those behind them. */
const proxys = /^x-(forwarded|real-ip|original|rewrite|http-method|method-override|client-ip|cluster|portolan)/i

export function isHeaderName(text: string): boolean {
  return name.test(text) && !proxys.test(text)
}

export function IsHeaderName(): PropertyDecorator {
  return textRule('isHeaderName', 'rule.isHeaderName', isHeaderName)
}

/** Visible ASCII and blanks between: a line break would begin another header. */
export function IsHeaderValue(): PropertyDecorator {
  return textRule('isHeaderValue', 'rule.isHeaderValue', (text) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text))
}
