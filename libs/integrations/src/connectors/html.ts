// Shops write names and descriptions in HTML; we keep what it says, without how it looks.
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  ndash: '–',
  mdash: '—',
  hellip: '…',
  nbsp: ' ',
}

/** Text with the characters that HTML's entities stand for; those that are none stay. */
export function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,6}));/g, (entity, decimal, hex, word) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(String(hex), 16) : null
    if (code === null) return named[String(word).toLowerCase()] ?? entity
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : entity
  })
}

const unseen = /<(script|style|template)\b[^>]*>[^]*?<\/\1\s*>|<!--[^]*?-->/gi
const lineEnds = /<(br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^>]*>/gi

/** What a reader of the page sees, a line for each paragraph and item; null when that is nothing. */
export function textOf(html: string | null): string | null {
  if (html === null) return null
  const said = html
    .replace(unseen, '')
    .replace(/\s+/g, ' ')
    .replace(lineEnds, '\n')
    .replace(/<\/?[a-z][^>]*>/gi, '')
  return (
    withoutEntities(said)
      .replace(/[ \t]*\n[ \t]*/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim() || null
  )
}
