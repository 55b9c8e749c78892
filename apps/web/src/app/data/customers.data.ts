import { Injectable } from '@angular/core'
import { map, type Observable } from 'rxjs'
import { customersChange } from '../api/fn/customers/customers-change'
import { customersCreate } from '../api/fn/customers/customers-create'
import { customersList } from '../api/fn/customers/customers-list'
import { customersOne } from '../api/fn/customers/customers-one'
import { customersRemove } from '../api/fn/customers/customers-remove'
import { customersRestore } from '../api/fn/customers/customers-restore'
import { duplicateGroupsList } from '../api/fn/customers/duplicate-groups-list'
import { duplicatesOf } from '../api/fn/customers/duplicates-of'
import { duplicatesTakeBack } from '../api/fn/customers/duplicates-take-back'
import { duplicatesTellApart } from '../api/fn/customers/duplicates-tell-apart'
import { mergeMerge } from '../api/fn/customers/merge-merge'
import { mergeUnmerge } from '../api/fn/customers/merge-unmerge'
import type { CreateCustomerDto } from '../api/models/create-customer-dto'
import type { CustomerDto } from '../api/models/customer-dto'
import type { EditCustomerDto } from '../api/models/edit-customer-dto'
import type { DuplicateCustomerDto } from '../api/models/duplicate-customer-dto'
import type { DuplicateDto } from '../api/models/duplicate-dto'
import type { DuplicateGroupDto } from '../api/models/duplicate-group-dto'
import type { DuplicateGroupsDto } from '../api/models/duplicate-groups-dto'
import type { MergeCustomersDto } from '../api/models/merge-customers-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { ifMatch } from './if-match'
import type { Query } from './query'

export type Customer = CustomerDto
export type Duplicate = DuplicateDto
export type DuplicateCustomer = DuplicateCustomerDto
export type DuplicateGroup = DuplicateGroupDto
export type CustomerList = AnswerOf<typeof customersList>

/** What people of a group share. */
export const duplicateReasons = ['email', 'phone', 'name'] as const satisfies Duplicate['reasons']

export const customerStatuses = ['active', 'inactive', 'vip', 'blocked'] as const satisfies Customer['status'][]

@Injectable({ providedIn: 'root' })
export class Customers {
  private readonly api = apiCalls()

  list(query: Query): Observable<CustomerList> {
    return this.api.found(customersList.PATH, { include: 'identities', ...query })
  }

  get(id: string): Observable<Customer> {
    return this.api.data(customersOne, { id })
  }

  create(body: CreateCustomerDto): Observable<Customer> {
    return this.api.data(customersCreate, { body })
  }

  update(id: string, version: number, body: EditCustomerDto): Observable<Customer> {
    return this.api.data(customersChange, { id, body }, ifMatch(version))
  }

  delete(id: string): Observable<void> {
    return this.api.answer(customersRemove, { id })
  }

  restore(id: string): Observable<Customer> {
    return this.api.data(customersRestore, { id })
  }

  /** Whose values stay, by field and by key of a custom field. */
  merge(
    winner: string,
    loser: string,
    kept: Pick<MergeCustomersDto, 'fields' | 'custom_fields'>,
  ): Observable<Customer> {
    return this.api.data(mergeMerge, { body: { winner_id: winner, loser_ids: [loser], ...kept } })
  }

  duplicates(id: string): Observable<readonly Duplicate[]> {
    return this.api.data(duplicatesOf, { id }).pipe(map(({ suggestions }) => suggestions))
  }

  /** One answer of a walk through all who may be one person; `next` of the one before goes on. */
  duplicateGroups(reason: Duplicate['reasons'][number], after: string | null): Observable<DuplicateGroupsDto> {
    return this.api.data(duplicateGroupsList, { reason, ...(after === null ? {} : { after }) })
  }

  tellApart(id: string, other: string): Observable<void> {
    return this.api.answer(duplicatesTellApart, { id, other_id: other })
  }

  tellAlike(id: string, other: string): Observable<void> {
    return this.api.answer(duplicatesTakeBack, { id, other_id: other })
  }

  unmerge(id: string): Observable<Customer> {
    return this.api.data(mergeUnmerge, { id })
  }
}

type Called = Pick<Customer, 'first_name' | 'last_name' | 'company_name' | 'email' | 'identities'>

/** What a person is called on screen: name, else company, else e-mail, else what the newest place knows them by. */
export function customerName(customer: Called): string | undefined {
  const name = [customer.first_name, customer.last_name].filter(Boolean).join(' ')
  const [identity] = customer.identities ?? []
  return name || customer.company_name || customer.email || (identity && `${identity.source} ${identity.external_id}`)
}
