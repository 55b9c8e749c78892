#!/usr/bin/env node
// The process: `npm run demo-shop -- --orders 100000`, or `portolan demo-shop`.
import { Command, Option } from 'commander'
import { DemoShop, demoApp, demoKeys, demoOptions } from './demo-shop'

interface Settings {
  readonly shopifyPort: string
  readonly wooPort: string
  readonly controlPort: string
  readonly permalinks: 'pretty' | 'plain'
  readonly tls: 'proxy' | 'none'
  readonly orders: string
  readonly days: string
  readonly seed: string
  readonly currency: string
  readonly redirect: readonly string[]
  readonly hooks?: string
}

const compliance = ['customers/data_request', 'customers/redact', 'shop/redact']

async function main(): Promise<void> {
  const { shopifyPort, wooPort, controlPort, orders, days, seed, currency } = demoOptions
  const program = new Command('demo-shop')
    .description('a Shopify and a WooCommerce shop over HTTP, to try connections with')
    .option('--shopify-port <port>', 'where the Shopify shop answers', String(shopifyPort))
    .option('--woo-port <port>', 'where the WooCommerce shop answers', String(wooPort))
    .option('--control-port <port>', 'where the page and the control API are', String(controlPort))
    .option('--orders <count>', 'how many orders each shop has had', String(orders))
    .option('--days <count>', 'over how many days they are spread', String(days))
    .option('--seed <number>', 'the same number makes the same shops', String(seed))
    .option('--currency <code>', 'the currency of the shops', currency)
    .option('--redirect <url...>', 'where the app may be sent back to after its installation', [
      ...demoApp.redirectUris,
    ])
    .option('--hooks <url>', 'where Shopify sends the compliance topics, as in an app’s configuration')
    .addOption(
      new Option('--permalinks <kind>', 'of the WooCommerce shop').choices(['pretty', 'plain']).default('pretty'),
    )
    .addOption(
      new Option('--tls <kind>', 'proxy: keys are taken as over TLS; none: requests must be signed')
        .choices(['proxy', 'none'])
        .default('proxy'),
    )
    .parse()
  await serve(program.opts<Settings>())
}

async function serve(settings: Settings): Promise<void> {
  const hooks = settings.hooks ? [{ topics: compliance, uri: settings.hooks }] : []
  const shop = await DemoShop.start({
    shopifyPort: whole(settings.shopifyPort, '--shopify-port'),
    wooPort: whole(settings.wooPort, '--woo-port'),
    controlPort: whole(settings.controlPort, '--control-port'),
    prettyPermalinks: settings.permalinks === 'pretty',
    secure: settings.tls === 'proxy',
    orders: whole(settings.orders, '--orders'),
    days: whole(settings.days, '--days'),
    seed: whole(settings.seed, '--seed'),
    currency: settings.currency,
    app: { ...demoApp, redirectUris: settings.redirect, hooks },
  })
  say(`Shopify      ${shop.shopifyUrl}  as ${shop.shopify.domain}`)
  say(`WooCommerce  ${shop.woo.url}`)
  say(`             consumer key ${demoKeys.consumerKey}, consumer secret ${demoKeys.consumerSecret}`)
  say(`Connect      SHOPIFY_ADDRESS=${shop.shopifyUrl} SHOPIFY_CLIENT_ID=${demoApp.clientId} \\`)
  say(`             SHOPIFY_CLIENT_SECRET=${demoApp.clientSecret} ./script/start`)
  say(`Orders       ${shop.controlUrl}  places them by hand`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.close())
}

function whole(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} is a whole number, not ${text}`)
  return Number(text)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
