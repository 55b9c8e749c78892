// What a person at the terminal reads. Logs of the processes go to files.

export function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}
