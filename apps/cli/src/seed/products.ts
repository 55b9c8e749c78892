export interface Product {
  readonly sku: string
  readonly name: string
  readonly variants: readonly string[]
  /** Euro cents. */
  readonly price: number
  /** How often it is bought, compared with the others. */
  readonly liking: number
}

const product = (sku: string, name: string, price: number, liking: number, ...variants: string[]): Product => ({
  sku,
  name,
  price,
  liking,
  variants,
})

/** What Harbour & Vine sells: things for kitchen, table and terrace. */
export const kitchenware: readonly Product[] = [
  product('HV-CAR-01', 'Hand-blown carafe', 4_900, 7, '0.75 l', '1.5 l'),
  product('HV-GLS-06', 'Wine glasses, set of six', 6_400, 9),
  product('HV-GLS-02', 'Tasting glasses, pair', 2_450, 8),
  product('HV-CRK-01', 'Olive wood corkscrew', 2_900, 6),
  product('HV-BRD-01', 'Bread board, oak', 5_500, 6, 'small', 'large'),
  product('HV-KNF-03', 'Paring knife', 3_200, 5, 'beech', 'walnut'),
  product('HV-KNF-08', 'Chef’s knife', 11_900, 3, 'beech', 'walnut'),
  product('HV-APR-01', 'Linen apron', 4_200, 6, 'indigo', 'flax', 'rust'),
  product('HV-TWL-03', 'Tea towels, set of three', 2_100, 10, 'stripe', 'plain'),
  product('HV-POT-04', 'Stoneware teapot', 5_800, 5, 'sand', 'tide'),
  product('HV-CUP-04', 'Stoneware cups, set of four', 3_600, 8, 'sand', 'tide'),
  product('HV-OIL-05', 'Olive oil, single estate', 1_890, 12, '500 ml', '1 l'),
  product('HV-VIN-01', 'Sherry vinegar', 1_290, 9),
  product('HV-SLT-01', 'Sea salt flakes', 790, 12),
  product('HV-TEA-02', 'Smoked black tea', 1_150, 9, '100 g', '250 g'),
  product('HV-JAM-01', 'Bitter orange marmalade', 690, 8),
  product('HV-TIN-12', 'Sardines, twelve tins', 5_160, 4),
  product('HV-LAN-01', 'Storm lantern', 7_900, 3, 'brass', 'black'),
  product('HV-BLK-01', 'Wool picnic blanket', 9_800, 3, 'harbour', 'vine'),
  product('HV-BSK-01', 'Willow basket', 6_700, 3),
  product('HV-CST-26', 'Cast-iron pan, 26 cm', 13_900, 2),
  product('HV-NAP-06', 'Linen napkins, set of six', 4_800, 5, 'white', 'olive'),
  product('HV-CND-02', 'Beeswax candles, pair', 1_650, 9),
  product('HV-GFT-01', 'Gift wrapping', 450, 5),
]

/** What the small second shop sells. */
export const ceramics: readonly Product[] = [
  product('AN-VAS-01', 'Vas Skärgård', 8_900, 3, 'vit', 'blå'),
  product('AN-MUG-01', 'Mugg Nord', 2_400, 8, 'vit', 'grå'),
  product('AN-PLT-04', 'Tallrikar, fyra stycken', 9_600, 4),
  product('AN-BWL-02', 'Skål Fjäll', 3_900, 5, 'liten', 'stor'),
  product('AN-LMP-01', 'Ljuslykta', 2_900, 4),
]
