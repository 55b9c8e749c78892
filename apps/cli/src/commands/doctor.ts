import { statfsSync } from 'node:fs'
import type { Command } from 'commander'
import { config, migrationsMissing } from '@portolan/platform'
import { dataFolder } from '../environment'
import { tell } from '../output'
import { checks, type Finding } from '../doctor/checks'

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check what Portolan stands on: Node, Redis, roles, schema, text search, disk')
    .action(async () => {
      const findings = await checks(config, { migrationsMissing, freeBytes: () => freeBytes(dataFolder()) })
      for (const finding of findings) tell(line(finding))
      const broken = findings.filter(({ state }) => state === 'broken').length
      tell(broken === 0 ? 'Everything that Portolan needs is there.' : `${broken} of ${findings.length} checks failed.`)
      if (broken > 0) process.exitCode = 1
    })
}

function line({ name, state, message }: Finding): string {
  const mark = { fine: 'ok  ', doubtful: 'note', broken: 'FAIL' }[state]
  return `${mark}  ${name.padEnd(14)} ${message}`
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
