// Where the demo's people live and what they are called. Names in other scripts carry their Latin form for e-mails.

export interface Place {
  readonly city: string
  readonly postal_code: string
  readonly street: string
  /** Where addresses name it. */
  readonly region: string | null
}

export interface Country {
  readonly code: string
  /** How many of a hundred customers. */
  readonly share: number
  /** What people there pay in, the usual one first. */
  readonly currencies: readonly [string, ...string[]]
  readonly language: string
  readonly timezone: string
  /** How numbers there look; # stands for a digit. */
  readonly phone: string
  readonly payment: readonly string[]
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly places: readonly Place[]
}

const words = (text: string): string[] => text.split(' ').map((word) => word.replace('_', ' '))
const places = (...rows: [string, string, string, string?][]): Place[] =>
  rows.map(([city, postal_code, street, region = null]) => ({ city, postal_code, street, region }))

const euroCountries: readonly Country[] = [
  {
    code: 'NL',
    share: 22,
    currencies: ['EUR'],
    language: 'nl',
    timezone: 'Europe/Amsterdam',
    phone: '+31 20 #######',
    payment: ['ideal', 'card', 'paypal'],
    first: words('Sanne Daan Lotte Bram Fleur Thijs Anouk Ruben Mirthe Sjoerd Femke Jelle'),
    last: words('de_Vries Jansen Bakker Visser Smit Meijer Mulder Dekker Brouwer Dijkstra Hoekstra Kuipers'),
    places: places(
      ['Amsterdam', '1016 GV', 'Prinsengracht'],
      ['Utrecht', '3511 LX', 'Oudegracht'],
      ['Groningen', '9712 CP', 'Folkingestraat'],
    ),
  },
  {
    code: 'DE',
    share: 18,
    currencies: ['EUR'],
    language: 'de',
    timezone: 'Europe/Berlin',
    phone: '+49 30 #######',
    payment: ['paypal', 'invoice', 'card'],
    first: words('Jürgen Anke Sören Käthe Lukas Mareike Björn Greta Till Ömer Ilse Niklas'),
    last: words('Müller Groß Schäfer Köhler Weiß Jäger Böhm Yıldız Krüger Vogt Lindemann Hölzl'),
    places: places(
      ['Berlin', '10405', 'Kollwitzstraße'],
      ['Hamburg', '22765', 'Große Bergstraße'],
      ['München', '80469', 'Gärtnerplatz'],
    ),
  },
  {
    code: 'FR',
    share: 12,
    currencies: ['EUR'],
    language: 'fr',
    timezone: 'Europe/Paris',
    phone: '+33 1 ########',
    payment: ['card', 'paypal'],
    first: words('Éloïse Benoît Chloé Théo Anaïs Loïc Zoé François Inès Jérôme Océane Raphaël'),
    last: words('Lefèvre Moreau Dubois Girard Bérenger Faure Noël Lacombe Perrin Gauthier Châtelain Roux'),
    places: places(
      ['Paris', '75011', 'rue Oberkampf'],
      ['Lyon', '69001', 'rue de l’Annonciade'],
      ['Nantes', '44000', 'quai de la Fosse'],
    ),
  },
]

const otherEuropeans: readonly Country[] = [
  {
    code: 'GB',
    share: 11,
    currencies: ['GBP'],
    language: 'en-GB',
    timezone: 'Europe/London',
    phone: '+44 20 7#######',
    payment: ['card', 'paypal'],
    first: words('Imogen Callum Freya Rhys Siobhán Angus Priya Oliver Niamh Tariq Harriet Ewan'),
    last: words('Hughes O’Brien Fraser Patel Whitfield Llewellyn Ashworth Khan Sinclair Pemberton Doyle Marsh'),
    places: places(
      ['London', 'E8 3PN', 'Broadway Market'],
      ['Bristol', 'BS1 5TL', 'Harbourside'],
      ['Edinburgh', 'EH1 1TB', 'Cockburn Street'],
    ),
  },
  {
    code: 'SE',
    share: 7,
    currencies: ['SEK'],
    language: 'sv',
    timezone: 'Europe/Stockholm',
    phone: '+46 8 #######',
    payment: ['klarna', 'card'],
    first: words('Åsa Björn Elin Göran Märta Nils Öyvind Saga Tove Linnéa'),
    last: words('Åkesson Lindström Bergqvist Sjögren Nyström Öberg Hallgren Ekström Wallin Dahl'),
    places: places(['Stockholm', '116 46', 'Götgatan'], ['Malmö', '211 43', 'Östergatan']),
  },
  {
    code: 'DK',
    share: 5,
    currencies: ['DKK'],
    language: 'da',
    timezone: 'Europe/Copenhagen',
    phone: '+45 33 ######',
    payment: ['mobilepay', 'card'],
    first: words('Søren Mette Rasmus Bodil Kåre Signe Jeppe Astrid'),
    last: words('Sørensen Mølgaard Kjær Østergaard Holm Brøndum Friis Nørgaard'),
    places: places(['København', '2200', 'Jægersborggade'], ['Aarhus', '8000', 'Mejlgade']),
  },
  {
    code: 'PL',
    share: 5,
    currencies: ['PLN', 'EUR'],
    language: 'pl',
    timezone: 'Europe/Warsaw',
    phone: '+48 22 #######',
    payment: ['blik', 'card'],
    first: words('Łukasz Małgorzata Zofia Paweł Agnieszka Święcisława Michał Żaneta'),
    last: words('Wiśniewska Kowalczyk Dąbrowski Zając Wójcik Śliwa Żółkiewski Nowak'),
    places: places(['Warszawa', '00-545', 'Marszałkowska'], ['Kraków', '31-056', 'Józefa']),
  },
  {
    code: 'CH',
    share: 5,
    currencies: ['CHF', 'EUR'],
    language: 'de-CH',
    timezone: 'Europe/Zurich',
    phone: '+41 44 #######',
    payment: ['twint', 'card'],
    first: words('Urs Seraina Reto Ladina Beat Flavia Noé Chiara'),
    last: words('Bühler Zürcher Caduff Rüegg Bernasconi Favre Wyss Stäheli'),
    places: places(['Zürich', '8004', 'Langstrasse'], ['Genève', '1205', 'rue de Carouge']),
  },
]

const overseas: readonly Country[] = [
  {
    code: 'US',
    share: 8,
    currencies: ['USD'],
    language: 'en-US',
    timezone: 'America/New_York',
    phone: '+1 212 555 ####',
    payment: ['card', 'paypal'],
    first: words('Maya Caleb Guadalupe Jamal Brooke Héctor Naomi Wyatt Aaliyah Connor'),
    last: words('Ramírez Sullivan Washington Nguyen Goldberg Kowalski Peña Brooks Whitaker Yazzie'),
    places: places(
      ['Brooklyn', '11215', '5th Avenue', 'NY'],
      ['Portland', '97214', 'SE Hawthorne Blvd', 'OR'],
      ['Austin', '78704', 'S Congress Ave', 'TX'],
    ),
  },
  {
    code: 'JP',
    share: 3,
    currencies: ['JPY'],
    language: 'ja',
    timezone: 'Asia/Tokyo',
    phone: '+81 3 ########',
    payment: ['card', 'konbini'],
    first: words('さくら|sakura 健太|kenta 美咲|misaki 大輔|daisuke 由美子|yumiko 翔|sho'),
    last: words('佐藤|sato 鈴木|suzuki 高橋|takahashi 渡辺|watanabe 伊藤|ito 小林|kobayashi'),
    places: places(['東京', '150-0001', '神宮前', '東京都'], ['京都', '604-8005', '姉小路通', '京都府']),
  },
  {
    code: 'CN',
    share: 2,
    currencies: ['USD', 'EUR'],
    language: 'zh',
    timezone: 'Asia/Shanghai',
    phone: '+86 21 ########',
    payment: ['alipay', 'card'],
    first: words('小明|xiaoming 丽华|lihua 建国|jianguo 雪|xue 梓涵|zihan 伟|wei'),
    last: words('王|wang 李|li 张|zhang 刘|liu 陈|chen 欧阳|ouyang'),
    places: places(['上海', '200031', '武康路', '上海市'], ['成都', '610021', '红星路', '四川省']),
  },
  {
    code: 'KW',
    share: 2,
    currencies: ['USD'],
    language: 'ar',
    timezone: 'Asia/Kuwait',
    phone: '+965 2#######',
    payment: ['card', 'knet'],
    first: words('فاطمة|fatima محمد|mohammed نورة|noura خالد|khaled عائشة|aisha يوسف|youssef'),
    last: words('الصباح|alsabah العتيبي|alotaibi الرشيد|alrashid المطيري|almutairi الكندري|alkandari'),
    places: places(['الكويت', '15000', 'شارع الخليج العربي'], ['السالمية', '20004', 'شارع سالم المبارك']),
  },
]

export const countries: readonly Country[] = [...euroCountries, ...otherEuropeans, ...overseas]
