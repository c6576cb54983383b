import { randomBytes } from 'node:crypto'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeTextDocument } from '../../world/office/make-document.ts'
import type { LeftFile } from '../../../shared/files/scan.ts'

/** What people have: many small documents, some pictures, few films. */
const kinds = [
  { share: 0.6, bytes: 20_000 },
  { share: 0.3, bytes: 200_000 },
  { share: 0.09, bytes: 1_600_000 },
  { share: 0.01, bytes: 28_500_000 },
] as const
const files = 20_000
const largestDocument = 2_000_000
const emptyDocument = makeTextDocument('').length

/** At scale 1. */
export const mixedTree = {
  files,
  bytes: kinds.reduce((sum, { share, bytes }) => sum + share * bytes * files, 0),
} as const

/**
 * Makes the tree and its list; answers with its totals. The sizes of a kind are spread from half to one and a half. `hasDocuments`: a third
 * of the files, but for the largest, are documents of Office.
 */
export async function makeMixedTree(
  folder: string,
  data: string,
  scale: number,
  hasDocuments = false,
): Promise<{ files: number; bytes: number; documents: number }> {
  const noise = randomBytes(48_000_000)
  const lines: string[] = []
  let bytes = 0
  let documents = 0
  await mkdir(data, { recursive: true })
  for (const kind of kinds) {
    const count = Math.round(kind.share * files * scale)
    for (let number = 0; number < count; number += 1) {
      const wanted = Math.round(kind.bytes * (0.5 + number / count))
      const isDocument = hasDocuments && number % 3 === 0 && kind.bytes <= largestDocument
      const noisy = noise.subarray(number % 1000, (number % 1000) + wanted)
      const content = isDocument ? makeTextDocument(`${number}`, wanted - emptyDocument) : noisy
      const size = content.length
      if (isDocument) documents += 1
      const place = path.join(folder, `team ${number % 10}`, `project ${number % 100}`)
      if (number < 100) await mkdir(place, { recursive: true })
      const file = path.join(place, `document ${kind.bytes} ${number}.${isDocument ? 'docx' : 'bin'}`)
      await writeFile(file, content)
      const left: LeftFile = {
        path: file,
        size,
        modifiedAt: Math.round((await stat(file)).mtimeMs),
        reason: 'never-uploaded',
      }
      lines.push(JSON.stringify(left))
      bytes += size
    }
  }
  await writeFile(path.join(data, 'files-left.ndjson'), `${lines.join('\n')}\n`)
  return { files: lines.length, bytes, documents }
}
