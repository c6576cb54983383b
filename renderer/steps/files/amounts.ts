import type { Amount } from '../../../shared/files/scan.ts'
import type { Words } from '../../use-words.ts'

/** `3 · 48 kB`. */
export function toAmount({ say, toNumber, toBytes }: Words, { files, bytes }: Amount): string {
  return say('files/amount', { files: toNumber(files), size: toBytes(bytes) })
}
