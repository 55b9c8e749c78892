import { DomainError } from '@portolan/platform'

/** The file as a whole cannot be read; nothing of it is brought in. `line` counts from 1, 0 is the file itself. */
export class FileRefused extends DomainError {
  constructor(
    reason: string,
    readonly line: number,
    message: string,
  ) {
    super('unprocessable', `file.${reason}`, line > 0 ? `Line ${line}: ${message}` : message, { params: { line } })
  }
}

/** A document of the file cannot be brought in; the others can. */
export class DocumentRefused extends Error {
  /** `reasons` by line: of the rows that are wrong, the others are refused with them. */
  constructor(readonly reasons: ReadonlyMap<number, string>) {
    super([...reasons.values()].join('; '))
  }
}

export class KeyOfAnotherFile extends DomainError {
  constructor() {
    super('conflict', 'idempotency.other_body', 'This Idempotency-Key came with another body before')
  }
}

export class ImportFinished extends DomainError {
  constructor(status: string) {
    super('conflict', 'import.finished', `The import is ${status} already`, { params: { status } })
  }
}
