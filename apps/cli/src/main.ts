#!/usr/bin/env node
import { Command } from 'commander'
import { adoptInstance, readSettingsFile } from './environment'
import { complain } from './output'

async function main(): Promise<void> {
  readSettingsFile()
  // `up` starts the servers that the other commands use. Libs read their settings when they are loaded, so this is first.
  if (process.argv[2] !== 'up') adoptInstance()
  const { commands } = await import('./commands')
  const program = new Command('portolan').description('Portolan, a CRM for shops that sell across borders')
  for (const register of commands) register(program)
  await program.parseAsync()
}

main().catch((error: unknown) => {
  complain((error as Error).message)
  process.exitCode = 1
})
