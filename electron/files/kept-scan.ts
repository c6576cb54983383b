import { parseKeptScan, type KeptScan } from '../../shared/recording/kept-scan.ts'
import { readIfPresent } from '../platform/durable-file.ts'

/** What `files-scan.json` holds; null where there is none or it is harmed: then the folders are looked through again. */
export async function readKeptScan(file: string): Promise<KeptScan | null> {
  const bytes = await readIfPresent(file)
  return bytes === null ? null : parseKeptScan(bytes.toString('utf8'))
}
