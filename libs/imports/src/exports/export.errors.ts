import { DomainError } from '@portolan/platform'

export class ExportFinished extends DomainError {
  constructor(status: string) {
    super('conflict', 'export.finished', `The export is ${status} already`, { params: { status } })
  }
}

export class ExportNotFinished extends DomainError {
  constructor() {
    super('conflict', 'export.not_finished', 'The export is still being written; cancel it first')
  }
}

export class ExportWithoutFile extends DomainError {
  constructor(status: string) {
    super('conflict', 'export.without_file', `The export is ${status}: there is no file`, { params: { status } })
  }
}

export class TooManyExports extends DomainError {
  constructor(max: number) {
    super('conflict', 'export.too_many', `${max} exports are being written already; wait for one to finish`, {
      params: { max },
    })
  }
}

/** One answer for links that are wrong, over, or of somebody who may not have the file any more. */
export class ExportLinkOver extends DomainError {
  constructor() {
    super('missing', 'export.link_over', 'This link has expired or is not valid; ask for a new one')
  }
}

export class ExportFileElsewhere extends DomainError {
  constructor() {
    super('unavailable', 'export.file_elsewhere', 'The file is not on this machine: DATA_DIR must be shared')
  }
}
