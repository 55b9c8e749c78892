// Carriers by the names that people and shops give them, and where each shows a parcel. `#` stands for its number.

export interface Carrier {
  readonly name: string
  /** Other names, in small letters. */
  readonly also?: readonly string[]
  readonly tracking: string
}

const mail17 = 'https://t.17track.net/en#nums=#'

export const carriers: readonly Carrier[] = [
  {
    name: 'DHL',
    also: ['dhl express', 'dhl paket', 'dhl parcel', 'dhl ecommerce'],
    tracking: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id=#',
  },
  { name: 'UPS', also: ['united parcel service'], tracking: 'https://www.ups.com/track?tracknum=#' },
  { name: 'FedEx', also: ['federal express'], tracking: 'https://www.fedex.com/fedextrack/?trknbr=#' },
  {
    name: 'TNT',
    tracking: 'https://www.tnt.com/express/en_gc/site/shipping-tools/tracking.html?searchType=con&cons=#',
  },
  {
    name: 'USPS',
    also: ['us postal service', 'united states postal service'],
    tracking: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=#',
  },
  { name: 'Royal Mail', tracking: 'https://www.royalmail.com/track-your-item#/tracking-results/#' },
  { name: 'Evri', also: ['hermes uk'], tracking: 'https://www.evri.com/track/parcel/#' },
  { name: 'DPD', tracking: 'https://tracking.dpd.de/status/en_US/parcel/#' },
  { name: 'GLS', tracking: 'https://gls-group.com/GROUP/en/parcel-tracking?match=#' },
  {
    name: 'Deutsche Post',
    tracking: 'https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode=#',
  },
  { name: 'Hermes', also: ['hermes germany'], tracking: 'https://www.myhermes.de/empfangen/sendungsverfolgung/#/#' },
  { name: 'PostNL', tracking: 'https://postnl.nl/tracktrace/?B=#' },
  { name: 'bpost', tracking: 'https://track.bpost.cloud/btr/web/#/search?itemCode=#' },
  { name: 'La Poste', also: ['colissimo'], tracking: 'https://www.laposte.fr/outils/suivre-vos-envois?code=#' },
  {
    name: 'Chronopost',
    tracking: 'https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=#',
  },
  {
    name: 'Correos',
    tracking: 'https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number=#',
  },
  {
    name: 'Poste Italiane',
    also: ['sda'],
    tracking: 'https://www.poste.it/cerca/index.html#/risultati-spedizioni/#',
  },
  { name: 'PostNord', tracking: 'https://tracking.postnord.com/en/tracking?id=#' },
  { name: 'InPost', tracking: 'https://inpost.pl/en/find-parcel?number=#' },
  {
    name: 'Swiss Post',
    also: ['die post', 'la poste suisse'],
    tracking: 'https://service.post.ch/ekp-web/ui/entry/search/#',
  },
  { name: 'Austrian Post', also: ['österreichische post'], tracking: 'https://www.post.at/sv/sendungsdetails?snr=#' },
  {
    name: 'Canada Post',
    tracking: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=#',
  },
  { name: 'Australia Post', also: ['auspost'], tracking: 'https://auspost.com.au/mypost/track/#/details/#' },
  {
    name: 'Japan Post',
    tracking: 'https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1=#&locale=en',
  },
  { name: 'China Post', also: ['17track', 'china ems', 'yanwen', 'cainiao'], tracking: mail17 },
]

/** Where the carrier shows this parcel; null for a carrier that we don't know. */
export function trackingUrl(carrier: string | null | undefined, number: string | null | undefined): string | null {
  const wanted = carrier?.trim().toLowerCase()
  const compact = number?.replace(/\s+/g, '')
  if (!wanted || !compact) return null
  const known = carriers.find(({ name, also = [] }) => name.toLowerCase() === wanted || also.includes(wanted))
  if (!known) return null
  // The number stands where the last mark is; an address may have a fragment of its own before it.
  const at = known.tracking.lastIndexOf('#')
  return known.tracking.slice(0, at) + encodeURIComponent(compact) + known.tracking.slice(at + 1)
}
