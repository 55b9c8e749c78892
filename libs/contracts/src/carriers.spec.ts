import { carriers, trackingUrl } from './carriers'

describe('the address of a parcel', () => {
  it.each([
    [
      'DHL',
      '00340434292135100186',
      'https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434292135100186',
    ],
    ['ups', '1Z 999 AA1 01', 'https://www.ups.com/track?tracknum=1Z999AA101'],
    [' Royal Mail ', 'AB123456789GB', 'https://www.royalmail.com/track-your-item#/tracking-results/AB123456789GB'],
    ['Colissimo', '6A12345678901', 'https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678901'],
    ['17track', 'RB1CN', 'https://t.17track.net/en#nums=RB1CN'],
    [
      'Japan Post',
      'EJ1JP',
      'https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1=EJ1JP&locale=en',
    ],
    ['USPS', '"><script>', 'https://tools.usps.com/go/TrackConfirmAction?tLabels=%22%3E%3Cscript%3E'],
  ])('of %s', (carrier, number, url) => {
    expect(trackingUrl(carrier, number)).toBe(url)
  })

  it('is unknown without a number, and for a carrier that nobody knows', () => {
    expect([trackingUrl('DHL', null), trackingUrl('DHL', ' '), trackingUrl('By bicycle', '1')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('is a real one for every carrier', () => {
    for (const { name } of carriers) expect(new URL(trackingUrl(name, 'A1') ?? '').protocol).toBe('https:')
  })
})
