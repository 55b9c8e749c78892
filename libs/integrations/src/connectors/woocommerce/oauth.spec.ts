import { baseOf, signatureOf, signed } from './oauth'

// RFC 5849 §3.4.1.1: the request, and the signature base string that it prints for it.
const parameters = [
  ['b5', '=%3D'],
  ['a3', 'a'],
  ['c@', ''],
  ['a2', 'r b'],
  ['oauth_consumer_key', '9djdj82h48djs9d2'],
  ['oauth_token', 'kkk9d7dh3k39sjv7'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', '137131201'],
  ['oauth_nonce', '7d8f3e4a'],
  ['c2', ''],
  ['a3', '2 q'],
] as const
const base = [
  'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D',
  'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1',
  'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
].join('%26')

it('makes the base string that the RFC prints', () => {
  expect(baseOf('post', 'http://example.com/request', parameters)).toBe(base)
})

it('signs as openssl does: openssl dgst -sha256 -hmac "cs_a%20secret%26&" -binary | base64', () => {
  expect(signatureOf(base, 'cs_a secret&')).toBe('6nzNc7CvPRUaw1fcBXlbV6hH+8hasVrUEmx33VxW814=')
})

it('says everything that the other side needs, once each', () => {
  const keys = { consumer_key: 'ck_1', consumer_secret: 'cs_2' }
  const [one, two] = [1, 2].map(() => signed('GET', 'http://tea.example/', { rest_route: '/wc/v3/orders' }, keys))
  expect(one).toEqual({
    rest_route: '/wc/v3/orders',
    oauth_consumer_key: 'ck_1',
    oauth_nonce: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    oauth_signature: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as string,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: expect.stringMatching(/^\d{10}$/) as string,
  })
  expect(one?.oauth_nonce).not.toBe(two?.oauth_nonce)
  expect(JSON.stringify(one)).not.toContain('cs_2')
})
