import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { eventKeptDays, events, jobs, queuePolicies, type JobDefinition } from '@portolan/contracts'
import { repositoryRoot } from '../embedded'
import { tell } from '../output'

export function registerCatalogueDocs(program: Command): void {
  program
    .command('catalogue')
    .description('about events and jobs')
    .command('docs')
    .description('write docs/events.md and docs/events.json from the catalogues in libs/contracts')
    .action(() => {
      writeFileSync(join(repositoryRoot(), 'docs', 'events.md'), cataloguePage())
      writeFileSync(join(repositoryRoot(), 'docs', 'events.json'), `${JSON.stringify(schemas(), null, 2)}\n`)
      tell('Wrote docs/events.md and docs/events.json.')
    })
}

const jobEntries: [string, JobDefinition][] = Object.entries(jobs)

/** JSON Schema of every payload, by name. */
export function schemas(): Record<'events' | 'jobs', Record<string, object>> {
  return {
    events: Object.fromEntries(
      Object.entries(events).map(([name, { schema, version }]) => [name, { version, payload: jsonSchema(schema) }]),
    ),
    jobs: Object.fromEntries(
      jobEntries.map(([name, { schema, ...policy }]) => [name, { ...policy, payload: jsonSchema(schema) }]),
    ),
  }
}

export function cataloguePage(): string {
  const eventRows = Object.entries(events).map(
    ([name, { schema, version }]) => `| \`${name}\` | ${version} | ${fieldsOf(schema)} |`,
  )
  const jobRows = jobEntries.map(
    ([name, { schema, kind, queue, retryAfter, keptDays }]) =>
      `| \`${name}\` | ${kind} | ${queue} | ${retryAfter.map(duration).join(', ')} | ${keptDays} | ${fieldsOf(schema)} |`,
  )
  const queueRows = Object.entries(queuePolicies).map(
    ([name, { concurrency, batch }]) => `| \`${name}\` | ${concurrency} | ${batch} |`,
  )
  return `<!-- Generated from libs/contracts by \`npm run gen\`; edit the catalogues there instead. -->

# Events and jobs

What happens inside Portolan, and what it does about it. [events.json](events.json) has the JSON Schema of every payload. \`ids\` are the rows that an event is about, up to 500 of one kind.

## Events

A fact leaves in the transaction that made it true and reaches each consumer exactly once. Events are kept for ${eventKeptDays} days after all of them have handled it.

| Event | Version | Payload |
| --- | --- | --- |
${eventRows.join('\n')}

## Jobs

*local*: effects and "done" commit together. *outbound*: calls the outside or fans out, and bears repetition. *chunked*: every chunk commits with its checkpoint. After the last wait a job is a dead letter, which stays until somebody replays it.

| Job | Kind | Queue | Waits before another attempt | Kept days | Payload |
| --- | --- | --- | --- | --- | --- |
${jobRows.join('\n')}

## Queues

| Queue | Jobs at once, per worker | Claimed in one step |
| --- | --- | --- |
${queueRows.join('\n')}
`
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return plain
}

function fieldsOf(schema: z.ZodType): string {
  const { properties = {}, required = [] } = jsonSchema(schema) as { properties?: object; required?: string[] }
  const fields = Object.keys(properties).map((name) => `\`${name}\`${required.includes(name) ? '' : ' (optional)'}`)
  return fields.join(', ') || '–'
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`
}
