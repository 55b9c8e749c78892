// Fetches the ECB's files. The daily one has the newest day; the history is asked for when days are missing between.
import { Injectable } from '@nestjs/common'
import { request } from 'undici'
import { config, DomainError } from '@portolan/platform'
import { readRates, type PublishedRate } from './ecb'

const files = { newest: 'eurofxref-daily.xml', history: 'eurofxref-hist.zip' } as const
const largestAnswer = 16 * 1024 * 1024
const timeoutMs = 30_000

@Injectable()
export class EcbFeed {
  constructor(private readonly address: string = config.ECB_URL) {}

  get isOff(): boolean {
    return this.address === ''
  }

  newest(): Promise<PublishedRate[]> {
    return this.fetch(files.newest)
  }

  history(): Promise<PublishedRate[]> {
    return this.fetch(files.history)
  }

  private async fetch(file: string): Promise<PublishedRate[]> {
    const url = `${this.address.replace(/\/$/, '')}/${file}`
    try {
      return readRates(await download(url))
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      // Unavailable, whatever it is: the job tries again, and an odd file today may be a good one tomorrow.
      throw new DomainError('unavailable', 'rates.unavailable', `${file} could not be fetched: ${reason}`, { cause })
    }
  }
}

/** undici follows no redirect by itself; the connection and every pause between two pieces have an end. */
async function download(url: string): Promise<Buffer> {
  const { statusCode, body } = await request(url, {
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    signal: AbortSignal.timeout(2 * timeoutMs),
  })
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > largestAnswer) throw new Error(`more than ${largestAnswer} bytes`)
    pieces.push(piece)
  }
  if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  return Buffer.concat(pieces)
}
