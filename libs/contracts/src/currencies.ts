/**
 * ISO 4217 codes in use, by the number of decimals of their minor unit. Source: the ISO 4217 list of SIX Group;
 * `currencies.spec.ts` compares this table with the `currency-codes` package.
 */
const codesByExponent = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW ' +
    'CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ' +
    'IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
    'MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP ' +
    'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG ' +
    'YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const

/** Codes that have ended but still stand on old orders and in the ECB's history; each had two decimals, but the old lira none. */
const ended = {
  ANG: 2,
  BGN: 2,
  CUC: 2,
  HRK: 2,
  SLL: 2,
  CYP: 2,
  EEK: 2,
  LTL: 2,
  LVL: 2,
  MTL: 2,
  SIT: 2,
  SKK: 2,
  ROL: 2,
  TRL: 0,
} as const

export type CurrencyCode = string

const exponents: ReadonlyMap<CurrencyCode, number> = new Map([
  ...Object.entries(ended),
  ...Object.entries(codesByExponent).flatMap(([exponent, codes]) =>
    codes.split(' ').map((code) => [code, Number(exponent)] as const),
  ),
])

/** Every currency that an amount may be in, sorted by code. */
export const currencies: readonly CurrencyCode[] = [...exponents.keys()].sort()

export function isCurrency(code: string): code is CurrencyCode {
  return exponents.has(code)
}

/** Decimals of the currency's minor unit: 0 (JPY), 2 (EUR), 3 (KWD) or 4 (CLF). Throws a RangeError for an unknown code. */
export function currencyExponent(code: CurrencyCode): number {
  const exponent = exponents.get(code)
  if (exponent === undefined) throw new RangeError(`unknown currency ${code}`)
  return exponent
}
