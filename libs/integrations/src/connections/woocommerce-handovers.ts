// Keys that a WooCommerce site hands over itself: the member agrees on a page of the site, which posts the keys to us.
// Nothing signs that call, so it carries a value that nobody can guess, works once and not for long. It begins with the
// tenant, whose policies then guard the rest.
import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { newId, permissions } from '@portolan/contracts'
import {
  config,
  context,
  Database,
  DomainError,
  invalid,
  missing,
  Outbound,
  refuseCardNumbers,
  say,
} from '@portolan/platform'
import { Unreadable } from '../connectors/connector'
import { readAs } from '../connectors/signed-body'
import type { ReceivedDto } from '../inbox/inbox-event.dto'
import { siteOf } from './credentials'
import type { HandoverDto, HandoverRequestDto, HandoverStateDto } from './handover.dto'
import { HandoverUnknown, NeedsHttps, ShopConnected } from './integration.errors'
import { IntegrationsService } from './integrations.service'

const minutes = 15
const handedOver = z.object({
  user_id: z.string().max(200),
  consumer_key: z.string().regex(/^ck_[\x21-\x7e]{1,100}$/),
  consumer_secret: z.string().regex(/^cs_[\x21-\x7e]{1,100}$/),
})
type Keys = Pick<z.output<typeof handedOver>, 'consumer_key' | 'consumer_secret'>

interface Row {
  readonly id: string
  readonly user_id: string
  readonly integration_id: string | null
  readonly shop_name: string
  readonly shop_address: string
}

type Shop = Pick<Row, 'integration_id' | 'shop_name' | 'shop_address'>

@Injectable()
export class WooCommerceHandovers {
  constructor(
    private readonly db: Database,
    private readonly integrations: IntegrationsService,
    private readonly outbound: Outbound,
  ) {}

  /** Throws a DomainError, ShopConnected or NeedsHttps. */
  begin(wanted: HandoverRequestDto): Promise<HandoverDto> {
    if (!isSafe(config.PUBLIC_URL)) throw new NeedsHttps()
    refuseCardNumbers({ shop_name: wanted.shop_name })
    return this.db.tx(async () => {
      const shop = wanted.integration_id ? await this.known(wanted.integration_id) : await this.fresh(wanted)
      const { tenant, user } = context()
      const [id, value] = [newId(), `${tenant}.${randomBytes(32).toString('base64url')}`]
      await this.db.query(
        `delete from shop_connects where tenant_id = current_tenant() and expires_at < now() - interval '1 day'`,
      )
      const [row] = await this.db.query<{ expires_at: string }>(
        `insert into shop_connects (tenant_id, id, platform, user_id, state_hash, shop_address, shop_name, integration_id, expires_at)
         values (current_tenant(), $1, 'woocommerce', $2, $3, $4, $5, $6, now() + make_interval(mins => ${minutes}))
         returning iso_time(expires_at) as expires_at`,
        [id, user, hashOf(value), shop.shop_address, shop.shop_name, shop.integration_id],
      )
      return { id, authorize_url: pageOf(shop.shop_address, id, value), expires_at: row?.expires_at ?? '' }
    })
  }

  async state(id: string): Promise<HandoverStateDto> {
    const [row] = await this.db.read<HandoverStateDto>(
      `select id, integration_id, iso_time(expires_at) as expires_at,
              case when finished_at is not null then 'connected' when expires_at > now() then 'waiting' else 'expired' end as status
         from shop_connects where tenant_id = current_tenant() and platform = 'woocommerce' and id = $1`,
      [id],
    )
    if (!row) throw missing('handover')
    return row
  }

  /** What the site posts. Throws HandoverUnknown for a value that is not ours, was used or is too old. */
  async take(body: Buffer): Promise<ReceivedDto> {
    const { user_id: value, ...keys } = readKeys(body)
    const tenant = /^([0-9a-f-]{36})\.[\w-]{43}$/.exec(value)?.[1]
    const row = tenant && (await this.db.as({ tenant, role: 'system' }, () => this.find(value)))
    if (!row) throw new HandoverUnknown()
    await this.db.as({ tenant, user: row.user_id, role: 'system' }, () => this.db.tx(() => this.finish(row, keys)))
    return { received: true }
  }

  /** Only while whoever began it may still connect shops. */
  private async find(value: string): Promise<Row | undefined> {
    const [row] = await this.db.read<Row>(
      `select c.id, c.user_id, c.integration_id, c.shop_name, c.shop_address
         from shop_connects c join members_v1 m on m.tenant_id = c.tenant_id and m.id = c.user_id
        where c.tenant_id = current_tenant() and c.platform = 'woocommerce' and c.state_hash = $1
          and c.finished_at is null and c.expires_at > now() and m.status = 'active' and m.role = any($2::text[])`,
      [hashOf(value), permissions['integrations.edit']],
    )
    return row
  }

  private async finish({ id, integration_id, shop_name, shop_address: site_url }: Row, keys: Keys): Promise<void> {
    const [claimed] = await this.db.query(
      `update shop_connects set finished_at = now()
        where tenant_id = current_tenant() and id = $1 and finished_at is null returning id`,
      [id],
    )
    if (!claimed) throw new HandoverUnknown()
    const credentials = { site_url, ...keys }
    if (integration_id) return void (await this.integrations.change(integration_id, { credentials }, null))
    const made = await this.integrations.add({ platform: 'woocommerce', shop_name, credentials })
    await this.db.query('update shop_connects set integration_id = $2 where tenant_id = current_tenant() and id = $1', [
      id,
      made.id,
    ])
  }

  private async known(id: string): Promise<Shop> {
    const [row] = await this.db.query<Shop>(
      `select id as integration_id, shop_name, shop_address from integrations
        where tenant_id = current_tenant() and platform = 'woocommerce' and id = $1`,
      [id],
    )
    if (!row) throw missing('integration')
    return row
  }

  private async fresh({ site_url, shop_name }: HandoverRequestDto): Promise<Shop> {
    const needed = [say('rule.isDefined')]
    if (!site_url || !shop_name) {
      throw invalid({ ...(site_url ? {} : { site_url: needed }), ...(shop_name ? {} : { shop_name: needed }) })
    }
    const shop_address = siteOf('site_url', site_url, this.outbound.targets)
    const [standing] = await this.db.query(
      `select from integrations where tenant_id = current_tenant() and platform = 'woocommerce' and shop_address = $1
          and status <> 'disconnected'`,
      [shop_address],
    )
    if (standing) throw new ShopConnected()
    return { integration_id: null, shop_name, shop_address }
  }
}

/** Throws a DomainError (400). */
function readKeys(body: Buffer): z.output<typeof handedOver> {
  try {
    return readAs(handedOver, body)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw new DomainError('malformed', 'inbox.unreadable', `The delivery does not say what it is: ${error.message}`, {
      params: { problem: error.message },
    })
  }
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** The shop wants https for its call to us, except on its own machine. */
function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function pageOf(site: string, id: string, value: string): string {
  const query = new URLSearchParams({
    app_name: 'Portolan',
    scope: 'read_write',
    user_id: value,
    return_url: `${config.PUBLIC_URL}/settings/shops/return/${id}`,
    callback_url: `${config.PUBLIC_URL}/api/v1/integrations/woocommerce/callback`,
  })
  return `${site}/wc-auth/v1/authorize?${query.toString()}`
}
