// What mails say, by kind: one file for each language.
import type { Language, Role } from '@portolan/contracts'
import arabic from './texts/ar.json'
import bulgarian from './texts/bg.json'
import german from './texts/de.json'
import english from './texts/en.json'
import spanish from './texts/es.json'
import french from './texts/fr.json'
import chinese from './texts/zh.json'

export type MailKind = Exclude<keyof typeof english, 'role'>
type Texts = typeof english

const languages: Readonly<Record<Language, Texts>> = {
  en: english,
  es: spanish,
  fr: french,
  de: german,
  zh: chinese,
  ar: arabic,
  bg: bulgarian,
}
const rightToLeft: readonly Language[] = ['ar']

/** What a mail says beyond its kind. */
export interface MailContent {
  readonly kind: MailKind
  readonly language: Language
  readonly params: Readonly<Record<string, string>>
  /** Where the button leads. */
  readonly link: string
}

export interface MailBody {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The mail's subject and both its bodies. Parameters are one line each, and escaped where it is HTML. */
export function mailBody({ kind, language, params, link }: MailContent): MailBody {
  const { subject, heading, paragraphs, action, note } = languages[language][kind]
  const say = (text: string) => filled(text, params)
  const lines = paragraphs.map(say)
  return {
    subject: oneLine(say(subject)).slice(0, 200),
    text: [...lines, `${say(action)}:\n${link}`, say(note)].join('\n\n') + '\n',
    html: page(language, { heading: say(heading), lines, action: say(action), link, note: say(note) }),
  }
}

export function roleInWords(role: Role, language: Language): string {
  return languages[language].role[role]
}

/** A moment as people read it, in their zone. */
export function momentInWords(moment: Date, language: Language, timeZone: string): string {
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone } as const
  const zone = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' })
  const name = zone.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
  return `${new Intl.DateTimeFormat(language, format).format(moment)} (${name})`
}

function filled(text: string, params: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => oneLine(params[name] ?? placeholder))
}

/** No line breaks, and no marks that turn the direction of what follows. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
}

interface Page {
  readonly heading: string
  readonly lines: readonly string[]
  readonly action: string
  readonly link: string
  readonly note: string
}

// Mail programs know no style sheets, so every element carries its own.
function page(language: Language, { heading, lines, action, link, note }: Page): string {
  const direction = rightToLeft.includes(language) ? 'rtl' : 'ltr'
  const button =
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#0b57d0;color:#ffffff;text-decoration:none'
  return [
    `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escaped(heading)}</title></head>`,
    '<body style="margin:0;padding:24px;background:#f4f6fa;color:#1b1c1f;font:16px/1.5 sans-serif">',
    '<div style="max-width:560px;margin:0 auto;padding:24px;border-radius:12px;background:#ffffff">',
    `<h1 style="margin:0 0 16px;font-size:22px">${escaped(heading)}</h1>`,
    ...lines.map((line) => `<p style="margin:0 0 16px">${escaped(line)}</p>`),
    `<p style="margin:24px 0"><a href="${escaped(link)}" style="${button}">${escaped(action)}</a></p>`,
    `<p style="margin:0;font-size:14px;color:#5b5e66">${escaped(note)}</p>`,
    '</div></body></html>',
  ].join('\n')
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
