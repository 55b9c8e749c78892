import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages } from '@portolan/contracts'
import { isMailAddress } from './mail.address'
import { mailBody, momentInWords } from './mail.texts'

const invitation = (params: Record<string, string>) =>
  mailBody({
    kind: 'invitation',
    language: 'en',
    link: 'https://crm.example/invitation#a-token',
    params: { name: 'Grace', inviter: 'Ada', workspace: 'Hansen', role: 'agent', until: 'tomorrow', ...params },
  })

describe('the body of a mail', () => {
  it('says the same as text and as HTML, with the link', () => {
    const { subject, text, html } = invitation({})
    expect(subject).toBe('Ada invites you to Hansen')
    for (const body of [text, html]) {
      expect(body).toContain('Ada invites you to work in Hansen, as agent.')
      expect(body).toContain('https://crm.example/invitation#a-token')
    }
  })

  it('shows names as they are written, and runs nothing that is in them', () => {
    const { html, text } = invitation({ inviter: '<img src=x onerror=alert(1)> & "Ada"' })
    expect(text).toContain('<img src=x onerror=alert(1)> & "Ada" invites you')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ada&quot; invites you')
    expect(html).not.toContain('<img')
  })

  it('takes no line break or turned text from a name', () => {
    const { subject, text } = invitation({ inviter: 'Ada\r\nBcc: all@evil.example', workspace: 'A\u202ebcd' })
    expect(subject).toBe('Ada Bcc: all@evil.example invites you to Abcd')
    expect(text).not.toMatch(/\nBcc/)
  })

  it('does not fill a parameter that a name spells', () => {
    expect(invitation({ inviter: '{workspace}' }).subject).toBe('{workspace} invites you to Hansen')
  })
})

describe.each(languages.filter((language) => language !== 'en'))('a mail in %s', (language) => {
  const said = (file: string) => JSON.parse(readFileSync(join(__dirname, `texts/${file}.json`), 'utf8')) as object
  const names = (texts: object) =>
    JSON.stringify(texts)
      .match(/\{\w+\}/g)
      ?.sort()
  const [english, texts] = [said('en'), said(language)] as [Record<string, object>, Record<string, object>]

  it('says what it says in English, with the same parameters, in other words', () => {
    for (const [kind, text] of Object.entries(english)) {
      expect([kind, Object.keys(texts[kind] ?? {}), names(texts[kind] ?? {})]).toEqual([
        kind,
        Object.keys(text),
        names(text),
      ])
    }
    expect(Object.keys(texts)).toEqual(Object.keys(english))
    const { subject, html } = mailBody({
      kind: 'password_reset',
      language,
      link: 'https://crm.example',
      params: { name: 'Ada' },
    })
    expect(subject).not.toBe('Choose a new password')
    expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
  })
})

it('tells a moment in the reader’s zone', () => {
  const moment = new Date('2026-01-31T23:30:00Z')
  expect(momentInWords(moment, 'en', 'Asia/Shanghai')).toBe('February 1, 2026 at 7:30 AM (GMT+8)')
})

describe('an address that mail is sent to', () => {
  it.each(['ada@hansen.example', "o'neill+crm@mail.hansen.example", 'пётр@почта.example', 'a@1.example'])(
    'may be %s',
    (address) => expect(isMailAddress(address)).toBe(true),
  )
  it.each([
    'ada@hansen.example\r\nBcc: all@evil.example',
    'ada@hansen.example%0d%0aBcc:all@evil.example\n',
    '"a@evil.example x"@good.example',
    'ada@evil.example(comment)@good.example',
    'ada@good.example, all@evil.example',
    'Ada <ada@hansen.example>',
    '<ada@hansen.example> SIZE=1',
    'ada@[127.0.0.1]',
    'ada@localhost',
    '@evil.example:ada@good.example',
    `${'a'.repeat(65)}@hansen.example`,
    '',
  ])('is not %j', (address) => expect(isMailAddress(address)).toBe(false))
})
