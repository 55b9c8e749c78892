import { rule } from '../http/rules'

// Narrower than RFC 5322 on purpose: no quotes, comments or routes, in which parsers disagree about who is written to.
const pattern =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?\.[\p{L}\p{N}-]{2,}$/u

/** Whether mail can be sent to this address: one plain mailbox, and nothing that a header or a command could end in. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && pattern.test(text) && !text.includes('..')
}

/** One plain mailbox. */
export function IsMailAddress(): PropertyDecorator {
  return rule('isMailAddress', 'rule.isEmail', (value) => typeof value === 'string' && isMailAddress(value))
}
