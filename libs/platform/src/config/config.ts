// The one reader of the environment: every setting with its default, meaning and secrecy, parsed once and frozen.
// `portolan config docs` writes docs/configuration.md and .env.example from this table.
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

export interface Setting {
  readonly schema: z.ZodType
  readonly meaning: string
  readonly secret: boolean
  readonly example: string
}

function setting<Schema extends z.ZodType>(
  schema: Schema,
  meaning: string,
  extra: { secret?: true; example?: string } = {},
) {
  return { schema, meaning, secret: extra.secret ?? false, example: extra.example ?? '' }
}

const integer = (fallback: number, min = 0) => z.coerce.number().int().min(min).default(fallback)
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true')
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )

/** Published in .env.example, so whatever it seals is open. */
const sampleKey = 'sample:c2FtcGxlIGtleSBvZiB0aGUgZG9jdW1lbnRhdGlvbiE='

const encryptionKeys = z
  .string()
  .transform((text) =>
    text.split(',').map((part) => {
      const [id = '', key = ''] = part.trim().split(':')
      return { id, key: Buffer.from(key, 'base64') }
    }),
  )
  .refine((keys) => keys.every(({ id, key }) => /^[\w-]{1,20}$/.test(id) && key.length === 32), {
    message: 'must be name:key pairs separated by commas, each key 32 bytes in base64',
  })
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, { message: 'names a key twice' })

const networks = list.refine(
  (entries) => entries.every((entry) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry)),
  { message: 'must be addresses or networks such as 10.0.0.0/8, separated by commas' },
)

export const settings = {
  NODE_ENV: setting(z.enum(['development', 'test', 'production']).default('production'), 'mode of the process'),
  PORT: setting(integer(3000), 'port that the API and the console listen on'),
  HOST: setting(z.string().default('127.0.0.1'), 'address that the API listens on; 0.0.0.0 behind a load balancer'),
  DATA_DIR: setting(
    z.string().default('.portolan'),
    'folder for uploaded files and, in the embedded run, the servers’ data',
  ),
  DATABASE_URL: setting(
    z.string().default('postgres://portolan_app@127.0.0.1:5432/portolan'),
    'PostgreSQL as the runtime role, which may neither own tables nor bypass row-level security',
    { secret: true, example: 'postgres://portolan_app:secret@db:5432/portolan' },
  ),
  DATABASE_OWNER_URL: setting(
    z.string().optional(),
    'PostgreSQL as the owner; read by migrate, backup and restore only',
    {
      secret: true,
      example: 'postgres://portolan_owner:secret@db:5432/portolan',
    },
  ),
  DATABASE_POOL: setting(integer(10, 1), 'connections per process'),
  DATABASE_SLOW_POOL: setting(
    integer(4, 1),
    'connections per process for searches, reports and lists that no index was made for, beside the others',
  ),
  STATEMENT_TIMEOUT_MS: setting(integer(15_000, 100), 'longest statement of the API; the worker has no limit'),
  REDIS_URL: setting(
    z.string().default('redis://127.0.0.1:6379'),
    'Redis: wake-ups and rate limits; nothing is lost with it',
    {
      secret: true,
    },
  ),
  JWT_SECRET: setting(z.string().min(32).optional(), 'key that signs access tokens (HS256), at least 32 characters', {
    secret: true,
  }),
  ENCRYPTION_KEYS: setting(
    encryptionKeys.optional(),
    'keys that seal secrets in the database (AES-256-GCM), as name:base64 of 32 bytes; the first one seals, all of them open: put a new key in front, remove an old one a day later',
    { secret: true, example: sampleKey },
  ),
  ACCESS_TOKEN_SECONDS: setting(integer(900, 60), 'life of an access token'),
  REFRESH_TOKEN_DAYS: setting(integer(7, 1), 'life of a refresh token; each use gives a new one'),
  SESSION_DAYS: setting(integer(30, 1), 'longest life of a sign-in, however often it is refreshed'),
  SMTP_URL: setting(
    z
      .string()
      .regex(/^smtps?:\/\/[^\s/]+/, 'must be an address such as smtp://mail.example:587')
      .optional(),
    'mail server for invitations and password resets; `?requireTLS=true` refuses servers without STARTTLS. The embedded run catches mail without it',
    { secret: true, example: 'smtp://user:secret@mail.example:587?requireTLS=true' },
  ),
  MAIL_FROM: setting(
    z
      .string()
      .regex(/^[^<>"\r\n@]*<[^\s<>"@]+@[^\s<>"@]+>$|^[^\s<>"@]+@[^\s<>"@]+$/, 'must be an address, or Name <address>')
      .default('Portolan <portolan@localhost>'),
    'sender of mail',
  ),
  MAIL_CATCHER: setting(
    flag(false),
    'whether the worker itself is the mail server at SMTP_URL and keeps what it is sent, for administrators to read in the console; for trying out only',
  ),
  PUBLIC_URL: setting(
    z
      .string()
      .default('http://localhost:3000')
      .transform((address) => address.replace(/\/+$/, '')),
    'address that people use, for links and cookies',
  ),
  TRUSTED_PROXIES: setting(list, 'proxies whose forwarded address is believed, comma-separated addresses or networks'),
  OUTBOUND_PRIVATE_TARGETS: setting(
    networks,
    'private addresses or networks that webhooks and other outbound calls may reach, also by plain http and on any port, comma-separated; empty allows public addresses only',
  ),
  OUTBOUND_PORTS: setting(
    z
      .string()
      .default('443,8443')
      .transform((text) => text.split(',').map(Number))
      .refine((ports) => ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536), {
        message: 'must be ports separated by commas',
      }),
    'ports of public addresses that outbound calls may reach, comma-separated',
  ),
  CORS_ORIGINS: setting(list, 'origins of other sites that may call the API from a browser, comma-separated'),
  REGISTRATION: setting(flag(false), 'whether anybody may register a new workspace'),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    'how much is logged',
  ),
  METRICS_TOKEN: setting(z.string().optional(), 'token for /metrics; without it only this machine may read them', {
    secret: true,
  }),
  RATE_LIMIT_ANONYMOUS: setting(integer(100, 1), 'requests per hour and address without a token'),
  RATE_LIMIT_CLIENT: setting(integer(1000, 1), 'requests per hour of an API client'),
  RATE_LIMIT_ADMIN: setting(integer(5000, 1), 'requests per hour of an administrator’s token'),
  RATE_LIMIT_CONSOLE: setting(integer(20_000, 1), 'requests per hour of a console sign-in'),
  RATE_LIMIT_SIGN_IN: setting(integer(10, 1), 'failed sign-ins per quarter of an hour, by account and by address'),
  RATE_LIMIT_INBOUND: setting(integer(100, 1), 'events per second that one shop may send from one address'),
  JOB_LEASE_SECONDS: setting(
    integer(60, 1),
    'how long a worker may be silent before another one takes over its jobs and deliveries; the same for all workers',
  ),
  FAILPOINTS: setting(
    z.string().optional(),
    'folder of the fault tests, which end processes at named points; refused in production',
  ),
  UPLOAD_LIMIT_MB: setting(integer(200, 1), 'largest uploaded file'),
  UNPACKED_LIMIT_MB: setting(integer(2000, 1), 'largest size that a compressed upload may unpack to'),
  SHOPIFY_ADDRESS: setting(
    z
      .string()
      .regex(/^https?:\/\/\S+$/, 'must be a web address')
      .default('https://{shop}'),
    'where a Shopify shop’s Admin API is; `{shop}` stands for its myshopify.com domain',
  ),
  SHOPIFY_API_VERSION: setting(
    z
      .string()
      .regex(/^\d{4}-\d{2}$|^unstable$/, 'must be a version such as 2026-10')
      .default('2026-10'),
    'version of Shopify’s Admin API that is spoken',
  ),
  SHOPIFY_CLIENT_ID: setting(
    z.string().optional(),
    'client id of the installation’s own Shopify app, with which shops are connected from the console; see docs/integrations.md',
    { example: '3f1c2d9e8b7a6f5e4d3c2b1a09f8e7d6' },
  ),
  SHOPIFY_CLIENT_SECRET: setting(
    z.string().optional(),
    'secret of that app: it signs the shops’ events and the way back from them',
    { secret: true, example: 'shpss_of_the_app' },
  ),
  SHOPIFY_SCOPES: setting(
    z
      .string()
      .regex(/^[a-z_]+(,[a-z_]+)*$/, 'must be scopes separated by commas')
      .default('read_orders,read_all_orders,read_customers,read_products,read_inventory,read_translations'),
    'what shops are asked to let the app read; without `read_all_orders`, which Shopify must have approved, orders of the last 60 days only',
  ),
  ECB_URL: setting(
    z
      .string()
      .default('https://www.ecb.europa.eu/stats/eurofxref')
      .transform((address) => (address === 'off' ? '' : address)),
    'folder with the ECB’s feeds eurofxref-daily.xml and eurofxref-hist.zip; `off` switches the scheduled fetch off',
  ),
} as const satisfies Record<string, Setting>

export type Config = { readonly [Key in keyof typeof settings]: z.infer<(typeof settings)[Key]['schema']> }

/** Parses the settings. Throws an Error that names every wrong key with its reason, never its value. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const shape = Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema]))
  const given = Object.fromEntries(
    Object.entries(environment).filter(([key, value]) => key in settings && value !== ''),
  )
  const result = z.object(shape).safeParse(given)
  const reasons = result.success
    ? contradictions(result.data as unknown as Config)
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (result.success && !reasons.length) return Object.freeze(result.data) as unknown as Config
  throw new Error(`wrong settings: ${reasons.join('; ')} (see docs/configuration.md)`)
}

function contradictions({ ENCRYPTION_KEYS, FAILPOINTS, NODE_ENV }: Config): string[] {
  if (NODE_ENV !== 'production') return []
  const sample = ENCRYPTION_KEYS?.some(({ key }) => key.toString('base64') === sampleKey.split(':')[1])
  return [
    ...(FAILPOINTS ? ['FAILPOINTS: is for tests, not for production'] : []),
    ...(sample ? ['ENCRYPTION_KEYS: holds the sample key of the documentation'] : []),
  ]
}

export const config: Config = parseConfig(process.env)
