// A selection is a list that somebody takes as a whole. Its ids are read first, as they stand at one moment, and then the
// rows by id: who edits, adds or deletes in between makes no row come twice and none fall out.
import type { Statement } from '../../database/transaction'
import type { ListPlan } from './plan'
import type { Viewer } from './statement.parts'
import type { Statements } from './statements'

export class Selection {
  constructor(
    private readonly plan: ListPlan,
    private readonly everyField: readonly string[],
    private readonly statements: Statements,
    private readonly viewer: Viewer,
  ) {}

  /** Fields of each row. */
  get fields(): readonly string[] {
    return this.plan.fields ?? this.everyField
  }

  /** Nested rows that were asked for. */
  get include(): readonly string[] {
    return this.plan.include
  }

  /** `id` of every row, in order. */
  ids(): Statement {
    return this.statements.ids(this.plan, this.viewer)
  }

  /** `data` (JSON) of the rows with these ids, in their order; rows that are gone since are left out. */
  rows(ids: readonly string[]): Statement {
    return this.statements.inOrder(this.plan, this.viewer, ids)
  }
}
