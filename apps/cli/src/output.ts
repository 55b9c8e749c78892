// What a person at the terminal reads. Logs of the processes go to files.

// Whoever closed the terminal still wants an orderly stop, not a crash on a line that nobody reads.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

export function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}
