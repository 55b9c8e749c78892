// Rules that only the bodies of customers and tags have. A message is the key of a sentence in platform's messages.
import { rule, textRule } from '@portolan/platform'
import { Transform } from 'class-transformer'

/** Custom fields travel with every answer, so they stay small. */
export const largestCustomFields = 16_384

export function IsPhone(): PropertyDecorator {
  return textRule('isPhone', 'rule.isPhone', isPhone)
}

export function IsColour(): PropertyDecorator {
  return textRule('isColour', 'rule.isColour', (text) => /^#[0-9a-f]{6}$/i.test(text))
}

/** A JSON object of free fields, at most 16 kB of UTF-8. */
export function IsCustomFields(): PropertyDecorator {
  return rule('isCustomFields', 'rule.isCustomFields', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return Buffer.byteLength(JSON.stringify(value)) <= largestCustomFields
  })
}

/** Free JSON as it came: class-transformer drops keys that objects inherit, such as `toString`. */
export function AsSent(): PropertyDecorator {
  return Transform(({ obj, key }) => (obj as Record<string, unknown>)[key])
}

/** Digits as people write them, with an extension at most; E.164 has up to fifteen of them. */
export function isPhone(text: string): boolean {
  if (text.length > 50 || !/^\+?[\d\s().\-/]+((x|ext\.?)\s?\d{1,6})?$/i.test(text)) return false
  const digits = text.replace(/(x|ext).*$/i, '').replace(/\D/g, '').length
  return digits >= 3 && digits <= 15
}
