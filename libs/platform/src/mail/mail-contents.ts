import { Injectable } from '@nestjs/common'
import type { MailContent } from './mail.texts'

/** What a mail says about its subject; null when it has become pointless. Runs in the transaction that sends it. */
export type ComposeMail = (subjectId: string) => Promise<MailContent | null>

/** Filled by the domains at boot: who writes which mail. */
@Injectable()
export class MailContents {
  private readonly composers = new Map<string, ComposeMail>()

  add(kind: string, compose: ComposeMail): void {
    if (this.composers.has(kind)) throw new Error(`two domains write the mail ${kind}`)
    this.composers.set(kind, compose)
  }

  compose(kind: string, subjectId: string): Promise<MailContent | null> {
    const compose = this.composers.get(kind)
    if (!compose) throw new Error(`nobody writes the mail ${kind}`)
    return compose(subjectId)
  }
}
