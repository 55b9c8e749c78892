import { DOCUMENT, inject, Injectable } from '@angular/core'
import { DefaultTranspiler, type TranspileParams } from '@jsverse/transloco'

const firstStrongIsolate = '\u2068'
const popIsolate = '\u2069'

/**
 * Names, numbers and ids keep their own direction inside a sentence that runs from right to left: without isolation
 * "Delete Anna Svensson (2)?" in Arabic swaps what stands around the brackets.
 */
@Injectable()
export class IsolatedValues extends DefaultTranspiler {
  private readonly root = inject(DOCUMENT).documentElement

  override transpile(sentence: TranspileParams): unknown {
    const { value, params } = sentence
    if (this.root.dir !== 'rtl' || typeof value !== 'string' || !params) return super.transpile(sentence)
    const isolated = Object.entries(params as Record<string, unknown>).map(([key, one]) => [
      key,
      typeof one === 'string' ? `${firstStrongIsolate}${one}${popIsolate}` : one,
    ])
    return super.transpile({ ...sentence, params: Object.fromEntries(isolated) as TranspileParams['params'] })
  }
}
