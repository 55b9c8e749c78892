// The page on which one places orders by hand and watches what becomes of them, and the same as JSON.
import type { DemoShop } from '../demo-shop'
import { escapeHtml, page } from '../html'
import { currencies, decimal } from '../money'
import { figuresOf, paymentOf } from '../shop/figures'
import type { Shop } from '../shop/shop'
import type { Order } from '../shop/shop.model'
import { statusOf } from '../woocommerce/order.body'
import { ids } from '../woocommerce/words'

type Platform = 'shopify' | 'woocommerce'

const shown = 10

export function overview({ clock, shopify, woo, shopifyUrl }: DemoShop) {
  const counts = ({ orders, customers, products }: Shop) => ({
    orders: orders.length,
    customers: customers.length,
    products: products.length,
  })
  return {
    clock: { now: new Date(clock.now()).toISOString() },
    shopify: {
      url: shopifyUrl,
      domain: shopify.domain,
      ...counts(shopify.shop),
      installed: shopify.tokens.installed,
      subscriptions: shopify.subscriptions.all().map(({ topic, uri }) => ({ topic, uri })),
      hooks: { broken: shopify.weather.isBroken, ...shopify.weather.now },
      deliveries: deliveriesOf(shopify),
    },
    woocommerce: {
      url: woo.url,
      ...counts(woo.shop),
      subscriptions: woo.hooks.all().map(({ topic, deliveryUrl, status }) => ({ topic, uri: deliveryUrl, status })),
      hooks: { broken: woo.weather.isBroken, ...woo.weather.now },
      deliveries: deliveriesOf({ weather: woo.weather, webhooks: woo.hooks }),
    },
  }
}

function deliveriesOf({
  weather,
  webhooks,
}: Pick<DemoShop['shopify'], 'weather'> & { webhooks: Pick<DemoShop['woo']['hooks'], 'log'> }) {
  const { total, failed } = webhooks.log
  const { dropped, doubled } = weather
  return { total, failed, dropped, doubled, latest: webhooks.log.latest().slice(0, shown) }
}

/** How one speaks of an order here: Shopify by its number, WooCommerce by its id. */
export function orderLine(platform: Platform, order: Order) {
  const number = platform === 'shopify' ? order.number : ids.order(order.n)
  return { n: order.n, order: number, name: `#${number}`, updated_at: new Date(order.updatedAt).toISOString() }
}

export function pageOf(demo: DemoShop): string {
  const state = overview(demo)
  const shops = [
    section(demo.shopify.shop, 'shopify', 'Shopify', state.shopify),
    section(demo.woo.shop, 'woocommerce', 'WooCommerce', state.woocommerce),
  ]
  const intro = `<h1>Demo shop</h1><p>Two shops that do not exist. What happens here leaves as it would leave the real
    platforms; everything is forgotten when the program ends. The shops’ clock says ${state.clock.now}.</p>`
  return page('Demo shop', `${intro}${shops.join('')}`)
}

type State = ReturnType<typeof overview>['shopify' | 'woocommerce']

function section(shop: Shop, platform: Platform, title: string, state: State): string {
  const { url, orders, customers, hooks } = state
  const verb = hooks.broken ? 'Mend' : 'Break'
  return `<h2>${title}</h2>
    <p>${escapeHtml(url)} · ${orders} orders · ${customers} customers · ${state.subscriptions.length} webhook subscriptions
    ${hooks.broken ? '· <b>webhooks are broken</b>' : ''}</p>
    <form method="post" action="/${platform}/hooks"><input type="hidden" name="broken" value="${!hooks.broken}">
    <button>${verb} the webhooks</button></form>
    ${orderForm(shop, platform)}${ordersTable(shop, platform)}${deliveriesTable(state)}`
}

function orderForm(shop: Shop, platform: Platform): string {
  const people = Array.from({ length: Math.min(shop.customers.length, 25) }, (_, n) => shop.customers.get(n)).flatMap(
    (one) =>
      one ? [`<option value="${one.n}">${escapeHtml(`${one.firstName} ${one.lastName} ${one.email}`)}</option>`] : [],
  )
  const goods = Array.from({ length: Math.min(shop.products.length, 20) }, (_, n) => shop.products.get(n)).flatMap(
    (product) =>
      (product?.variants ?? []).map(
        ({ n, title }) => `<option value="${n}">${escapeHtml(`${product!.title}, ${title}`)}</option>`,
      ),
  )
  const money = currencies.map((one) => `<option ${one === shop.currency ? 'selected' : ''}>${one}</option>`)
  const currency =
    platform === 'shopify' ? `<label>Currency<select name="currency">${money.join('')}</select></label>` : ''
  return `<form method="post" action="/${platform}/orders">
    <label>Customer<select name="customer"><option value="guest">A guest</option>${people.join('')}</select></label>
    <label>Guest’s e-mail<input name="email" type="email"></label>
    <label>Goods<select name="variant">${goods.join('')}</select></label>
    <label>Quantity<input name="quantity" type="number" min="1" max="99" value="1"></label>
    ${currency}<button>Place the order</button></form>`
}

function ordersTable(shop: Shop, platform: Platform): string {
  const last = shop.orders.length
  const rows = Array.from({ length: Math.min(last, shown) }, (_, at) => shop.orders.get(last - 1 - at)).flatMap(
    (order) => (order ? [orderRow(shop, platform, order)] : []),
  )
  return `<div class="scroll"><table><thead><tr><th>Order</th><th>Placed</th><th>By</th><th>Total</th><th>State</th><th></th></tr>
    </thead><tbody>${rows.join('')}</tbody></table></div>`
}

function orderRow(shop: Shop, platform: Platform, order: Order): string {
  const { order: number, name } = orderLine(platform, order)
  const total = decimal(figuresOf(order).total.shop, shop.currency)
  const state = platform === 'shopify' ? paymentOf(order).replace('_', ' ') : statusOf(order)
  const button = (action: string, text: string) =>
    `<form method="post" action="/${platform}/orders/${number}/${action}"><button>${text}</button></form>`
  const paid = paymentOf(order)
  const buttons = [
    paid === 'pending' ? button('pay', 'Pay') : '',
    order.fulfilments.length === 0 && order.cancelledAt === null
      ? button('fulfil', 'Send') + button('cancel', 'Cancel')
      : '',
    paid === 'paid' ? button('refund', 'Refund') : '',
  ]
  return `<tr><td>${name}</td><td>${new Date(order.createdAt).toISOString().slice(0, 16).replace('T', ' ')}</td>
    <td>${escapeHtml(order.email || 'nobody known')}</td><td>${total} ${shop.currency}</td><td>${state}</td>
    <td><div class="row">${buttons.join('')}</div></td></tr>`
}

function deliveriesTable({ deliveries }: State): string {
  if (deliveries.latest.length === 0) return '<p>No webhook has left yet.</p>'
  const rows = deliveries.latest.map(
    ({ topic, url, at, attempt, status, error }) =>
      `<tr><td>${escapeHtml(topic)}</td><td>${escapeHtml(url)}</td><td>${at}</td><td>${attempt}</td>
      <td>${status ?? escapeHtml(error ?? '')}</td></tr>`,
  )
  return `<p>${deliveries.total} deliveries, ${deliveries.failed} of them failed.</p><div class="scroll"><table>
    <thead><tr><th>Topic</th><th>To</th><th>At</th><th>Attempt</th><th>Answer</th></tr></thead>
    <tbody>${rows.join('')}</tbody></table></div>`
}
