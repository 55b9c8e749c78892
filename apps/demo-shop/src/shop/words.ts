// What names, addresses and goods are made of.
import type { Address } from './shop.model'

interface Place {
  readonly countryCode: string
  readonly country: string
  readonly currency: string
  readonly language: string
  readonly dial: string
  readonly cities: readonly (readonly [city: string, zip: string, provinceCode: string, province: string])[]
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly streets: readonly string[]
}

export const places: readonly Place[] = [
  {
    countryCode: 'US',
    country: 'United States',
    currency: 'USD',
    language: 'en',
    dial: '+1 202 555 ',
    cities: [
      ['Portland', '97205', 'OR', 'Oregon'],
      ['Boston', '02108', 'MA', 'Massachusetts'],
    ],
    first: ['Grace', 'Walter', 'June', 'Amos', 'Hazel', "D'Arcy"],
    last: ['Holloway', 'Whitfield', "O'Neil", 'Park-Lane', 'Brooks'],
    streets: ['Harbor Street', 'Elm Avenue', 'Pier 4'],
  },
  {
    countryCode: 'DE',
    country: 'Germany',
    currency: 'EUR',
    language: 'de',
    dial: '+49 30 23125',
    cities: [
      ['Köln', '50667', '', ''],
      ['Lübeck', '23552', '', ''],
    ],
    first: ['Jürgen', 'Anneliese', 'Björn', 'Käthe', 'Emil'],
    last: ['Weiß', 'Müller-Lüdenscheidt', 'Krüger', 'von der Heide'],
    streets: ['Königstraße', 'Große Gasse', 'Am Hafen'],
  },
  {
    countryCode: 'JP',
    country: 'Japan',
    currency: 'JPY',
    language: 'ja',
    dial: '+81 3-1234-',
    cities: [
      ['千代田区', '100-0005', 'JP-13', 'Tōkyō'],
      ['京都市', '600-8216', 'JP-26', 'Kyōto'],
    ],
    first: ['花子', '太郎', '結衣', '蓮'],
    last: ['山田', '佐藤', '鈴木', '高橋'],
    streets: ['丸の内', '四条通', '本町'],
  },
  {
    countryCode: 'GB',
    country: 'United Kingdom',
    currency: 'GBP',
    language: 'en',
    dial: '+44 20 7946 0',
    cities: [
      ['Whitby', 'YO21 3PR', 'ENG', 'England'],
      ['Aberdeen', 'AB10 1AB', 'SCT', 'Scotland'],
    ],
    first: ['Poppy', 'Alasdair', 'Zoë', 'Nigel'],
    last: ['Ashdown', 'MacLeod', 'Fairweather', 'St. John'],
    streets: ['Quay Road', 'Church Lane', 'Mill Row'],
  },
  {
    countryCode: 'FR',
    country: 'France',
    currency: 'EUR',
    language: 'fr',
    dial: '+33 1 99 00 ',
    cities: [
      ['Saint-Malo', '35400', '', ''],
      ['Lyon', '69001', '', ''],
    ],
    first: ['Élodie', 'François', 'Maëlle', 'Noël'],
    last: ['Lefèvre', "D'Aubigné", 'Garçon', 'Dupont'],
    streets: ['rue du Château', 'quai des Brumes'],
  },
  {
    countryCode: 'KW',
    country: 'Kuwait',
    currency: 'KWD',
    language: 'ar',
    dial: '+965 2200 ',
    cities: [
      ['الكويت', '13001', '', ''],
      ['حولي', '32001', '', ''],
    ],
    first: ['ليلى', 'يوسف', 'فاطمة'],
    last: ['الصباح', 'العنزي', 'المطيري'],
    streets: ['شارع الخليج', 'شارع السالم'],
  },
]

export const goods: readonly (readonly [title: string, category: string, cents: number, german: string])[] = [
  ['Brass sextant', 'Instruments', 18_900, 'Messingsextant'],
  ['Harbour tea, 250 g', 'Tea', 1_450, 'Hafentee, 250 g'],
  ['Oilskin jacket', 'Clothing', 12_900, 'Ölzeugjacke'],
  ['Portolan chart of 1339', 'Charts', 4_900, 'Portolankarte von 1339'],
  ['Enamel mug', 'Kitchen', 1_650, 'Emaillebecher'],
  ['Signal lamp', 'Instruments', 7_400, 'Signallampe'],
  ['Wool watch cap', 'Clothing', 2_800, 'Wollmütze'],
  ['Log book, ruled', 'Paper', 2_150, 'Logbuch, liniert'],
  ['Ship’s biscuit', 'Kitchen', 690, 'Schiffszwieback'],
  ['Pocket compass', 'Instruments', 3_990, 'Taschenkompass'],
]

export const makers = ['Harbour & Sons', 'Meridian', 'Nordlys', 'Casa del Mar']
export const sizes = ['Small', 'Medium', 'Large']
export const carriers: readonly (readonly [company: string, number: string, url: string])[] = [
  ['UPS', '1Z827WK7', 'https://www.ups.com/WebTracking?loc=en_US&trackNums='],
  ['DHL Express', '00340434', 'https://www.dhl.com/track?trackingNumber='],
  ['PostNL', '3SABCD', 'https://postnl.nl/tracktrace/?B='],
]

export function addressOf(values: Partial<Address>): Address {
  const empty = { firstName: '', lastName: '', company: '', street: '', city: '', zip: '', countryCode: '' }
  return { ...empty, country: '', provinceCode: '', province: '', phone: '', ...values }
}
