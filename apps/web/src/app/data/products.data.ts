import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { productsList } from '../api/fn/products/products-list'
import { productsOne } from '../api/fn/products/products-one'
import type { ProductDto } from '../api/models/product-dto'
import { type AnswerOf, apiCalls } from './api-calls'
import { asParams, type Query } from './query'

export type Product = ProductDto
export type ProductList = AnswerOf<typeof productsList>
export type Variant = NonNullable<Product['variants']>[number]

@Injectable({ providedIn: 'root' })
export class Products {
  private readonly api = apiCalls()

  list(query: Query): Observable<ProductList> {
    return this.api.answer(productsList, asParams(query))
  }

  get(id: string): Observable<Product> {
    return this.api.data(productsOne, { id })
  }
}
