// Which addresses we call on other people's behalf. Names say nothing: what counts is the address that a connection is
// made to, so that no spelling, no tunnel and no DNS answer that changes leads inside.
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

export interface TargetOptions {
  /** Addresses and networks that are allowed although they are private. */
  readonly privateTargets: readonly string[]
  /** Ports of public addresses. */
  readonly ports: readonly number[]
  /** All addresses of a name. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
}

/** Why an address is not called; `rule` names the sentence in the messages. */
export class TargetRefused extends Error {
  constructor(
    readonly rule: 'target.url' | 'target.scheme' | 'target.credentials' | 'target.port' | 'target.private',
    message: string,
  ) {
    super(message)
    this.name = new.target.name
  }
}

export class Targets {
  private readonly allowed: readonly [Address, number][]
  private readonly resolve: (name: string) => Promise<readonly string[]>

  constructor(private readonly options: TargetOptions) {
    this.allowed = options.privateTargets.map((entry) =>
      entry.includes('/')
        ? ipaddr.parseCIDR(entry)
        : [ipaddr.parse(entry), ipaddr.parse(entry).toByteArray().length * 8],
    )
    this.resolve = options.resolve ?? addressesOf
  }

  /** Ports of public addresses. */
  get ports(): readonly number[] {
    return this.options.ports
  }

  /** The parsed address, as far as it can be judged without asking anybody. Throws TargetRefused. */
  parse(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : null
    // A backslash is a slash to some parsers and part of the host to others.
    if (!url?.hostname || /[\s\\]/.test(text)) throw new TargetRefused('target.url', 'this is no web address')
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new TargetRefused('target.scheme', 'only https addresses are called')
    }
    if (url.username || url.password) {
      throw new TargetRefused('target.credentials', 'the address must not hold a user name or password')
    }
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (ipaddr.isValid(literal)) this.judge(literal, url)
    return url
  }

  /** Addresses to connect to, all of them allowed. Throws TargetRefused, and what the look-up throws. */
  async connectable(url: URL): Promise<readonly string[]> {
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    const found = ipaddr.isValid(literal) ? [literal] : await this.resolve(url.hostname.replace(/\.$/, ''))
    // One private address among them is enough to refuse: whoever mixes them wants us to try both.
    for (const address of found) this.judge(address, url)
    return found
  }

  private judge(text: string, { protocol, port }: URL): void {
    const address = plain(ipaddr.parse(text))
    if (this.allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits)))
      return
    // Unicast is what is left of an address space after everything special; tunnels to IPv4 are special too.
    if (address.range() !== 'unicast' || !isGlobal(address))
      throw new TargetRefused('target.private', `${text} is not a public address`)
    if (protocol !== 'https:') throw new TargetRefused('target.scheme', 'only https addresses are called')
    const number = Number(port || 443)
    if (!this.options.ports.includes(number)) {
      throw new TargetRefused('target.port', `port ${number} is not called; there are ${this.options.ports.join(', ')}`)
    }
  }
}

const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** Of IPv6 only this network is given out; the rest holds forms such as `::127.0.0.1`. */
function isGlobal(address: Address): boolean {
  return address.kind() === 'ipv4' || address.match(globalUnicast)
}

/** IPv4 that is dressed up as IPv6 counts as what it is. */
function plain(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

async function addressesOf(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
