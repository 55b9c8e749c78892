import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { ordersEntities, OrdersModule, RatesService } from '@portolan/orders'
import { tell } from '../output'
import { withServices } from '../services'

const largestFile = 64 * 1024 * 1024

export function registerRates(program: Command): void {
  program
    .command('rates')
    .description('about exchange rates')
    .command('load <file>')
    .description("load a file of the ECB's reference rates (eurofxref-*.csv, .csv.gz, .zip or .xml); safe to run again")
    .action((file: string) =>
      withServices({ modules: [OrdersModule], entities: ordersEntities }, (services) =>
        load(services.get(RatesService), file),
      ),
    )
}

async function load(rates: RatesService, file: string): Promise<void> {
  const { size } = await stat(file).catch(() => {
    throw new Error(`there is no file ${file}`)
  })
  if (size > largestFile) throw new Error(`${file} is too large for a file of rates`)
  const added = await rates.load(await readFile(file))
  tell(added ? `${added} rates are new; orders that waited for them get them now.` : 'There was nothing new in it.')
}
