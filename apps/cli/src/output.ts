// What a person at the terminal reads. Logs of the processes go to files.
import { DomainError } from '@portolan/platform'

// Whoever closed the terminal still wants an orderly stop, not a crash on a line that nobody reads.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

export function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function number(value: number): string {
  return value.toLocaleString('en')
}

/** What is wrong with the call, field by field, instead of one sentence that there is something. */
export function readable(error: unknown): unknown {
  if (!(error instanceof DomainError) || !error.details) return error
  const problems = Object.entries(error.details).map(([field, texts]) => `${field} ${texts.join(', ')}`)
  return new Error(problems.join('; '))
}
