import { Unreadable } from './connector'
import { readJson } from './signed-body'

describe('JSON of a shop', () => {
  it.each([
    ['{"id":9007199254740993,"price":12.30}', { id: '9007199254740993', price: '12.30' }],
    [' [ -1.50e+3 , 0, -0, 1E5 ] ', ['-1.50e+3', '0', '-0', '1E5']],
    ['7', '7'],
    ['{"a":{"b":[1,{"c":2}]},"d":true,"e":null}', { a: { b: ['1', { c: '2' }] }, d: true, e: null }],
    ['{"at":"10:15,[3","1":"x"}', { at: '10:15,[3', '1': 'x' }],
    [String.raw`{"quoted":"\"5\" \\","n":5,"é":"\u00e9 \\\\"}`, { quoted: '"5" \\', n: '5', é: 'é \\\\' }],
  ])('keeps numbers as they were written, and texts as they are: %s', (text, read) => {
    expect(readJson(text)).toEqual(read)
    expect(readJson(Buffer.from(text))).toEqual(read)
  })

  it.each(
    ['', '{', '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":-}', '{"a":1e}', '{"a":1 2}', '{"a":--1}'].concat([
      '{1:2}',
      '{1 : 2}',
      '{12:"a"}',
      '{"a":"1',
      String.raw`{"a":"1\"}`,
      '[1,]',
      '{"a":1,}',
      '{"a":NaN}',
      '{"a":0x10}',
      '1"',
    ]),
  )('is refused where it is none: %s', (text) => {
    expect(() => readJson(text)).toThrow(Unreadable)
  })

  it('is refused where it is not UTF-8', () => {
    expect(() => readJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(Unreadable)
  })
})
