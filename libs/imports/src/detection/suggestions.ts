// Which column is which field, by its name in several languages, then by what stands in it; what the workspace calls its
// own fields comes first. Names are compared in small letters, without accents, spaces and signs.
import type { ImportKind } from '../mappings/mappings'

type Names = Readonly<Record<string, string>>

const people: Names = {
  external_id:
    'id, customer id, customer number, customer no, client id, shopify id, kundennummer, kunden nr, kunden id, numero client, id client, id cliente, numero de cliente, codice cliente, klantnummer, 客户编号, 客户id, 会员编号, رقم العميل, клиентски номер',
  email:
    'email, e mail, mail, email address, e mail adresse, mailadresse, courriel, adresse e mail, adresse email, correo, correo electronico, email cliente, 邮箱, 电子邮件, 电子邮箱, البريد الالكتروني, имейл, електронна поща, ел поща',
  first_name:
    'first name, firstname, given name, forename, vorname, prenom, nombre, nome, voornaam, 名, 名字, الاسم الاول, име, собствено име',
  last_name:
    'last name, lastname, surname, family name, name, nachname, familienname, nom, nom de famille, apellido, apellidos, cognome, achternaam, 姓, 姓氏, 姓名, اسم العائلة, الاسم, фамилия',
  company_name:
    'company, company name, organisation, organization, business, firma, unternehmen, entreprise, societe, empresa, razon social, azienda, bedrijf, 公司, 公司名称, الشركة, фирма, компания',
  phone:
    'phone, phone number, telephone, tel, mobile, cell, telefon, telefonnummer, handy, mobil, telephone portable, portable, telefono, movil, cellulare, telefoon, 电话, 手机, 手机号, الهاتف, رقم الهاتف, телефон',
  country:
    'country, country code, land, laendercode, landercode, pays, pais, paese, nazione, 国家, 国家代码, البلد, الدولة, държава, страна',
  region:
    'region, state, province, county, bundesland, kanton, departement, provincia, estado, regione, 省, 省份, 州, المنطقة, област, регион',
  city: 'city, town, place, ort, stadt, ville, ciudad, poblacion, citta, stad, plaats, 城市, 市, المدينة, град',
  postal_code:
    'postal code, postcode, zip, zip code, plz, postleitzahl, code postal, codigo postal, cp, cap, 邮编, 邮政编码, الرمز البريدي, пощенски код',
  address_line1:
    'address, address 1, address line 1, address1, street, strasse, straße, adresse, anschrift, rue, direccion, calle, domicilio, indirizzo, via, adres, straat, 地址, 街道, العنوان, адрес',
  address_line2:
    'address 2, address line 2, address2, adresszusatz, zusatz, complement d adresse, direccion 2, 地址2, адрес 2',
  language: 'language, locale, sprache, langue, idioma, lingua, taal, 语言, اللغة, език',
  currency: 'currency, wahrung, waehrung, devise, monnaie, moneda, valuta, 货币, 币种, العملة, валута',
  timezone: 'timezone, time zone, zeitzone, fuseau horaire, zona horaria, fuso orario, 时区, часова зона',
  status: 'status, state of customer, kundenstatus, statut, estado del cliente, 状态, الحالة, статус',
  tags: 'tags, labels, groups, schlagworte, etiketten, etiquettes, etiquetas, etichette, 标签, الوسوم, етикети',
  assigned_to: 'assigned to, owner, account manager, betreuer, zustandig, responsable, asignado a, 负责人, отговорник',
}

const orders: Names = {
  order_number:
    'order, order number, order no, order id, invoice, invoiceno, invoice number, name, bestellung, bestellnummer, auftragsnummer, rechnungsnummer, commande, numero de commande, pedido, numero de pedido, ordine, numero ordine, 订单号, 订单编号, رقم الطلب, номер на поръчка, поръчка',
  placed_at:
    'date, order date, created at, placed at, paid at, invoicedate, invoice date, datum, bestelldatum, rechnungsdatum, date de commande, fecha, fecha de pedido, data, data ordine, 日期, 下单时间, 订单日期, التاريخ, تاريخ الطلب, дата',
  status: 'status, order status, bestellstatus, statut, estado, stato, 状态, 订单状态, الحالة, статус',
  payment_status:
    'payment status, financial status, zahlungsstatus, statut du paiement, estado del pago, 付款状态, статус на плащане',
  payment_method:
    'payment method, zahlungsart, zahlungsmethode, mode de paiement, metodo de pago, 付款方式, начин на плащане',
  currency: 'currency, wahrung, waehrung, devise, moneda, valuta, 货币, 币种, العملة, валута',
  discount_amount: 'discount, discount amount, rabatt, remise, descuento, sconto, 折扣, отстъпка',
  tax_amount: 'tax, taxes, vat, steuer, mwst, ust, taxe, tva, impuesto, iva, 税, 税费, данък',
  shipping_amount:
    'shipping, shipping cost, freight, versand, versandkosten, frais de port, livraison, envio, gastos de envio, spedizione, 运费, доставка',
  total_amount:
    'total, total amount, grand total, summe, gesamt, gesamtbetrag, montant total, importe total, totale, 总额, 总计, الاجمالي, общо',
  customer_note: 'note, notes, customer note, kommentar, bemerkung, remarque, nota, 备注, бележка',
  tags: 'tags, labels',
  customer_id:
    'customer id, customerid, customer number, kundennummer, kunden nr, numero client, id client, id cliente, 客户编号, клиентски номер',
  customer_email:
    'email, e mail, customer email, kunden e mail, courriel, correo, correo electronico, 邮箱, البريد الالكتروني, имейл',
  customer_first_name: 'first name, vorname, prenom, nombre, 名, име',
  customer_last_name: 'last name, surname, customer name, nachname, nom, apellido, apellidos, 姓名, фамилия',
  customer_company: 'company, firma, entreprise, empresa, 公司, фирма',
  customer_phone: 'phone, telefon, telephone, telefono, 电话, телефон',
  country: 'country, land, pays, pais, 国家, البلد, държава',
  shipping_country: 'shipping country, lieferland, pays de livraison, pais de envio, 收货国家',
  shipping_city: 'shipping city, lieferort, ville de livraison, ciudad de envio, 收货城市',
  shipping_postal_code: 'shipping zip, shipping postal code, shipping postcode, liefer plz, 收货邮编',
  shipping_line1:
    'shipping address, shipping address1, shipping street, lieferadresse, adresse de livraison, direccion de envio, 收货地址',
  shipping_name: 'shipping name, lieferung an, destinataire, destinatario, 收货人',
  sku: 'sku, lineitem sku, article, artikel, artikelnummer, art nr, reference, referencia, codice, stockcode, item number, 货号, 商品编码, رمز المنتج, артикул',
  product_name:
    'product, product name, item, item name, lineitem name, description, title, produkt, artikelbezeichnung, bezeichnung, beschreibung, produit, designation, producto, descripcion, prodotto, descrizione, 商品, 商品名称, 产品, اسم المنتج, продукт, наименование',
  quantity:
    'quantity, qty, lineitem quantity, pieces, menge, anzahl, stuck, stueck, quantite, cantidad, quantita, aantal, 数量, الكمية, количество, брой',
  unit_price:
    'price, unit price, unitprice, lineitem price, preis, einzelpreis, stuckpreis, prix, prix unitaire, precio, precio unitario, prezzo, prijs, 单价, 价格, السعر, цена, единична цена',
}

const byName = { customers: lookup(people), orders: lookup(orders) } as const satisfies Record<ImportKind, unknown>

/** A field of the workspace's own, with its names by language. */
export interface NamedField {
  readonly key: string
  readonly labels: Names
}

/** Columns and fields that go together; each field once, in the order of the columns. */
export function suggestMapping(
  kind: ImportKind,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  own: readonly NamedField[] = [],
): Map<string, string> {
  const suggested = new Map<string, string>()
  const taken = new Set<string>()
  const put = (column: string, field: string | undefined) => {
    if (!column || field === undefined || taken.has(field) || suggested.has(column)) return
    suggested.set(column, field)
    taken.add(field)
  }
  const ownNames = lookupOwn(own)
  for (const column of header) put(column, ownNames.get(normalised(column)) ?? byName[kind].get(normalised(column)))
  const email = kind === 'customers' ? 'email' : 'customer_email'
  header.forEach((column, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim()).filter(Boolean)
    const addresses = cells.filter((cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell))
    if (addresses.length > cells.length / 2) put(column, email)
  })
  return suggested
}

function lookup(names: Names): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(names).flatMap(([field, texts]) => [
      [normalised(field), field] as const,
      ...texts.split(', ').map((text) => [normalised(text), field] as const),
    ]),
  )
}

function lookupOwn(fields: readonly NamedField[]): ReadonlyMap<string, string> {
  const names = fields.flatMap(({ key, labels }) => {
    const field = `custom_fields.${key}`
    return [...Object.values(labels), key, field].map((text) => [normalised(text), field] as const)
  })
  // The first of two that are called the same has the name; one of signs alone is none.
  return new Map(names.filter(([name]) => name).reverse())
}

function normalised(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
