// Which characters a file's bytes mean: by its mark, then by whether they are valid UTF-8, then by how often they occur.
import { isUtf8 } from 'node:buffer'
import chardet from 'chardet'

/** Names of the WHATWG standard, all of which TextDecoder reads. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'koi8-r',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
] as const
export type Encoding = (typeof encodings)[number]

/** ISO names are read as the Windows sets that hold more: a file that says otherwise is rare. */
const named: Readonly<Record<string, Encoding>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'windows-1250',
  'ISO-8859-5': 'windows-1251',
  'ISO-8859-6': 'windows-1256',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'KOI8-R': 'koi8-r',
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
}

export function detectEncoding(head: Buffer): Encoding {
  if (head.length >= 2 && head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head.length >= 2 && head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const whole = withoutTornEnd(head)
  if (whole.includes(0)) return withoutMark(whole)
  if (isUtf8(whole)) return 'utf-8'
  // Bytes that are no UTF-8 far behind a start that is plain: the file is broken rather than in another set.
  const guess = chardet
    .analyse(whole)
    .map(({ name }) => named[name])
    .find((name) => name && reads(name, whole))
  return guess ?? 'windows-1252'
}

/** UTF-16 that does not say so: every other byte of plain letters is zero. */
function withoutMark(bytes: Buffer): Encoding {
  const zeros = [0, 0]
  bytes.subarray(0, 2000).forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > 10 * even) return 'utf-16le'
  return even > 10 * odd ? 'utf-16be' : 'utf-8'
}

/** Up to the last line end, so that no character is cut in two. */
function withoutTornEnd(head: Buffer): Buffer {
  const end = head.lastIndexOf(10)
  return end > 0 ? head.subarray(0, end + 1) : head
}

function reads(encoding: Encoding, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
