import { Injectable } from '@nestjs/common'
import { Database, DomainError, type Json, type JsonPage, type ListQuery } from '@portolan/platform'
import { productsResource } from './products.resource'

@Injectable()
export class ProductsService {
  constructor(private readonly db: Database) {}

  list(query: ListQuery): Promise<JsonPage> {
    return productsResource.list(this.db, query)
  }

  /** Also one that its shop has deleted: orders go on leading to it. Throws missing(). */
  async one(id: string): Promise<Json> {
    try {
      return await productsResource.one(this.db, id)
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'missing')) throw error
      return productsResource.one(this.db, id, { rows: 'deleted' })
    }
  }
}
