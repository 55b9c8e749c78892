import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { settings, type Setting } from '@portolan/platform'
import { repositoryRoot } from '../embedded'
import { tell } from '../output'

export function registerConfigDocs(program: Command): void {
  program
    .command('config')
    .description('about the settings')
    .command('docs')
    .description('write docs/configuration.md and .env.example from the settings in libs/platform/src/config')
    .action(() => {
      writeFileSync(join(repositoryRoot(), 'docs', 'configuration.md'), configurationPage(settings))
      writeFileSync(join(repositoryRoot(), '.env.example'), exampleFile(settings))
      tell('Wrote docs/configuration.md and .env.example.')
    })
}

type Settings = Record<string, Setting>

export function configurationPage(table: Settings): string {
  const rows = Object.entries(table).map(([key, setting]) => {
    const fallback = defaultOf(setting)
    return `| \`${key}\` | ${sentence(setting)} | ${fallback ? `\`${fallback}\`` : 'none'} |`
  })
  return `<!-- Generated from libs/platform/src/config/config.ts by \`npm run gen\`; edit that file instead. -->

# Configuration

Settings are environment variables. They are read once when a process starts; a wrong one stops it with a message that names the key.
\`./script/start\` needs none of them: it makes its own servers, ports and secrets in \`DATA_DIR\`. An empty variable counts as not set.
\`./script/start\` and \`portolan\` also read a file \`.env\` in the repository's root, in the form of \`.env.example\`; the environment goes before it.

| Setting | Meaning | Default |
| --- | --- | --- |
${rows.join('\n')}
`
}

export function exampleFile(table: Settings): string {
  const blocks = Object.entries(table).map(([key, setting]) => {
    const value = setting.example || defaultOf(setting)
    return `# ${sentence(setting)}\n#${key}=${value}\n`
  })
  return `# Generated from libs/platform/src/config/config.ts by \`npm run gen\`. docs/configuration.md has the same as a table.\n\n${blocks.join('\n')}`
}

function sentence({ meaning, secret }: Setting): string {
  const text = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`
  return secret ? `${text} Secret.` : text
}

// What parsing nothing gives. A list's default is an empty one.
function defaultOf({ schema }: Setting): string {
  const value = schema.safeParse(undefined).data as string | number | boolean | string[] | undefined
  return value === undefined ? '' : value.toString()
}
