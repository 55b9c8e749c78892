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

/** What is wrong with a row; `field` is the one of the mapping, or null when it is about the row as a whole. */
export interface RowProblem {
  readonly field: string | null
  readonly reason: string
}

/** A document of the file cannot be brought in; the others can. */
export class DocumentRefused extends Error {
  /**
   * `reasons` by line: of the rows that are wrong, the others are refused with them. `problems` say the same cell by
   * cell.
   */
  constructor(
    readonly reasons: ReadonlyMap<number, string>,
    readonly problems: ReadonlyMap<number, readonly RowProblem[]> = new Map(),
  ) {
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

export class ImportNotStarted extends DomainError {
  constructor() {
    super('conflict', 'import.not_started', 'The import has not been started; throw the draft away instead')
  }
}

/** For what only a draft allows; `status` is what the import is. */
export class DraftNeeded extends DomainError {
  constructor(status: string) {
    super('conflict', 'import.not_a_draft', `The import is ${status}; only a draft can be changed`, {
      params: { status },
    })
  }
}

export class NothingToRetry extends DomainError {
  constructor() {
    super(
      'conflict',
      'import.nothing_to_retry',
      'The import has no rejected rows that were not brought in again already',
    )
  }
}

export class MappingNameTaken extends DomainError {
  constructor() {
    const message = 'Another mapping has this name'
    super('conflict', 'import_mapping.name_taken', message, { details: { name: [message] } })
  }
}

export class ImportNotUndoable extends DomainError {
  constructor(reason: 'running' | 'dry_run' | 'nothing_written' | 'expired', message: string) {
    super('conflict', `import.undo_${reason}`, message)
  }
}
