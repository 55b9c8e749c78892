import { isEmail } from 'class-validator'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { isCurrency, languages, type Language } from '@portolan/contracts'
import {
  IdentityModule,
  identityEntities,
  isSlug,
  isZone,
  passwordProblems,
  randomPassword,
  TenantsService,
  tenantStatuses,
  type TenantStatus,
} from '@portolan/identity'
import { tell } from '../output'
import { withServices } from '../services'

interface CreateOptions {
  readonly name: string
  readonly slug: string
  readonly currency: string
  readonly timezone: string
  readonly language: Language
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly password?: string
}

export function registerTenant(program: Command): void {
  const tenant = program.command('tenant').description('about workspaces')
  tenant
    .command('create')
    .description('make a workspace with its first administrator')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--slug <slug>', 'its short name: small letters, digits, single hyphens', only(isSlug))
    .option('--currency <code>', 'ISO 4217', only(isCurrency), 'USD')
    .option('--timezone <zone>', 'IANA zone in which days are cut', only(isZone), 'UTC')
    .addOption(new Option('--language <language>', 'language of the workspace').choices(languages).default('en'))
    .requiredOption('--email <address>', 'the administrator’s', only(isEmail))
    .requiredOption('--first-name <name>', 'the administrator’s')
    .option('--last-name <name>', 'the administrator’s', '')
    .option('--password <password>', 'the administrator’s; made and shown once when left out', strong)
    .action(create)
  tenant
    .command('status')
    .description('close a workspace, for a while or for good, or open it again')
    .argument('<slug>')
    .addArgument(program.createArgument('<status>').choices(tenantStatuses))
    .action(setStatus)
}

/** Reads an option that must hold; commander says which one it was. */
function only(holds: (text: string) => boolean): (text: string) => string {
  return (text) => {
    if (!holds(text)) throw new InvalidArgumentError('')
    return text
  }
}

function strong(password: string): string {
  const problems = passwordProblems(password)
  if (problems.length) throw new InvalidArgumentError(`It ${problems.join(', ')}.`)
  return password
}

function create({ currency, email, firstName, lastName, password, ...settings }: CreateOptions): Promise<void> {
  const chosen = password ?? randomPassword()
  return withServices({ modules: [IdentityModule], entities: identityEntities }, async (services) => {
    const { slug, adminExisted } = await services.get(TenantsService).create({
      ...settings,
      default_currency: currency,
      admin: { email, password: chosen, first_name: firstName, last_name: lastName },
    })
    tell(`The workspace ${slug} is there.`)
    if (adminExisted) tell(`${email} has an account already and keeps its password.`)
    else if (password === undefined) tell(`${email} signs in with ${chosen} (shown this once).`)
  })
}

function setStatus(slug: string, status: TenantStatus): Promise<void> {
  return withServices({ modules: [IdentityModule], entities: identityEntities }, async (services) => {
    await services.get(TenantsService).setStatus(slug, status)
    tell(`The status of ${slug} is ${status}.`)
  })
}
