import { languageOf } from './request'

describe('the language of an answer', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['tlh, fr;q=0.3', 'fr'],
    ['es;q=0.1, bg;q=0.5', 'bg'],
  ])('is the best that we speak of %s', (header, language) => expect(languageOf(header, 'zh')).toBe(language))

  it.each([undefined, '', '*', 'tlh'])('is the reader’s own where the request asks for none of ours: %s', (header) => {
    expect(languageOf(header, 'zh')).toBe('zh')
    expect(languageOf(header)).toBe('en')
  })
})
