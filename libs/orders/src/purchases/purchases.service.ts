import { Injectable } from '@nestjs/common'
import { Database, Json, missing } from '@portolan/platform'
import { purchasesOfCustomer } from './purchases.statement'

@Injectable()
export class PurchasesService {
  constructor(private readonly db: Database) {}

  /** 404 for a customer that the reader cannot see. */
  async of(customerId: string, limit = 50): Promise<Json> {
    const [row] = await this.db.read<{ data: string }>(purchasesOfCustomer, [customerId, limit])
    if (!row) throw missing('customer')
    return new Json(row.data)
  }
}
