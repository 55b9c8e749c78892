// The body of webhooks about the shop itself.
import type { Shop } from '../shop/shop'
import { local, zone } from './words'

export const shopId = 548_380_009

export function shopBody(shop: Shop, domain: string): Record<string, unknown> {
  const created = local(shop.size.from)
  return {
    id: shopId,
    name: 'Harbour Goods',
    email: 'owner@shop-mail.example',
    domain,
    province: 'Maine',
    country: 'US',
    address1: '1 Harbor Street',
    zip: '04101',
    city: 'Portland',
    source: null,
    phone: '',
    latitude: null,
    longitude: null,
    primary_locale: 'en',
    address2: null,
    created_at: created,
    updated_at: created,
    ...settings(shop),
    myshopify_domain: domain,
  }
}

function settings({ currency }: Shop): Record<string, unknown> {
  return {
    country_code: 'US',
    country_name: 'United States',
    currency,
    customer_email: 'owner@shop-mail.example',
    timezone: `(GMT${zone.offset}) ${zone.name}`,
    iana_timezone: zone.name,
    shop_owner: 'Robin Harbour',
    money_format: '${{amount}}',
    money_with_currency_format: `\${{amount}} ${currency}`,
    weight_unit: 'kg',
    province_code: 'ME',
    taxes_included: false,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: true,
    plan_display_name: 'Development',
    plan_name: 'partner_test',
    has_discounts: true,
    has_gift_cards: false,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: '${{amount}}',
    money_with_currency_in_emails_format: `\${{amount}} ${currency}`,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: 655_441_491,
    checkout_api_supported: true,
    multi_location_enabled: true,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [currency],
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  }
}
