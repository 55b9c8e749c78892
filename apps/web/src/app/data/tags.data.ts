import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { customersPutTags } from '../api/fn/customers/customers-put-tags'
import { customersRemoveTag } from '../api/fn/customers/customers-remove-tag'
import { tagsChange } from '../api/fn/tags/tags-change'
import { tagsCreate } from '../api/fn/tags/tags-create'
import { tagsList } from '../api/fn/tags/tags-list'
import { tagsMerge } from '../api/fn/tags/tags-merge'
import { tagsRemove } from '../api/fn/tags/tags-remove'
import type { CustomerDto } from '../api/models/customer-dto'
import type { TagDto } from '../api/models/tag-dto'
import type { TagFieldsDto } from '../api/models/tag-fields-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import { asParams, type Query } from './query'

export type Tag = TagDto
export type TagList = AnswerOf<typeof tagsList>

/** Colours that a new tag is offered; any other can be typed. */
export const tagColours = [
  '#64748b',
  '#b91c1c',
  '#c2410c',
  '#a16207',
  '#4d7c0f',
  '#0f766e',
  '#0369a1',
  '#4338ca',
  '#7e22ce',
  '#be185d',
] as const

@Injectable({ providedIn: 'root' })
export class Tags {
  private readonly api = apiCalls()

  list(query: Query): Observable<TagList> {
    return this.api.answer(tagsList, asParams(query))
  }

  create(body: TagFieldsDto): Observable<Tag> {
    return this.api.data(tagsCreate, { body })
  }

  change(tag: Tag, body: TagFieldsDto): Observable<Tag> {
    return this.api.data(tagsChange, { id: tag.id, body }, ifMatch(tag.version))
  }

  merge(tag: Tag, into: string): Observable<Tag> {
    return this.api.data(tagsMerge, { id: tag.id, body: { into_id: into } })
  }

  /** Refused when another number of customers has the tag than the reader was told. */
  remove(tag: Tag): Observable<unknown> {
    return this.api.data(tagsRemove, { id: tag.id, expected_count: tag.customers })
  }

  put(customer: string, names: readonly string[]): Observable<CustomerDto> {
    return this.api.data(customersPutTags, { id: customer, body: { tags: [...names] } })
  }

  take(customer: string, tag: string): Observable<void> {
    return this.api.answer(customersRemoveTag, { id: customer, tag_id: tag })
  }
}
