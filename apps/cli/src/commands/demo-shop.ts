import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Command } from 'commander'

const program = join(__dirname, '..', '..', '..', 'demo-shop', 'src', 'main.js')

/** A process of its own: it is not part of Portolan, only somebody to talk to. */
export function registerDemoShop(cli: Command): void {
  cli
    .command('demo-shop')
    .description('a Shopify and a WooCommerce shop over HTTP, to try connections with; `--help` says what can be set')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action((_options: string[], _settings: unknown, command: Command) => run(command.args))
}

function run(options: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...options], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      process.exitCode = code ?? 1
      resolve()
    })
  })
}
