import type { ChangedCopy, CopyContent, Rescued, RescuedFile } from './verification.ts'
import { isDocument } from '../documents/document-kind.ts'
import type { BatchPorts } from '../../graph/graph-batch.ts'
import { byNameBefore, toClashKey } from '../plan/target-name.ts'
import { listDrive } from './list-drive.ts'

/** Copies whose name has another content in the drive, and where each lies under another name. */
export type Renamed = {
  /** By size and hash. */
  readonly byHash: ReadonlyMap<RescuedFile, string>
  /** Documents that may lie under such a name with Microsoft's additions: what else the drive has there. */
  readonly candidates: ReadonlyMap<RescuedFile, readonly ChangedCopy[]>
}

/**
 * Where a copy lies whose name has another content in the drive: on a conflict the client keeps both and gives one the computer's name,
 * `Plan-DESKTOP-7AB.docx` (docs/facts/files-and-names.md#what-was-uploaded). Looked for beside it, by such a name, size and hash; one file there is the copy of one file only.
 */
export async function findRenamed(files: readonly RescuedFile[], ports: BatchPorts): Promise<Renamed> {
  const byHash = new Map<RescuedFile, string>()
  const candidates = new Map<RescuedFile, readonly ChangedCopy[]>()
  const byFolder = new Map<string, RescuedFile[]>()
  for (const file of files) {
    const folder = file.target.slice(0, Math.max(0, file.target.lastIndexOf('/')))
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file])
  }
  for (const { folder, names } of await listDrive([...byFolder.keys()], ports)) {
    const toTarget = (name: string): string => (folder === '' ? name : `${folder}/${name}`)
    const there = names.flatMap(({ name, file }) => (file === null ? [] : [{ name, item: file }]))
    const before = byNameBefore(there)
    const claimed = new Set<string>()
    for (const file of byFolder.get(folder) ?? []) {
      const own = toClashKey(file.target.slice(folder === '' ? 0 : folder.length + 1))
      const others = before.get(own) ?? []
      const same = others.find(
        ({ name, item: { size, quickXorHash } }) =>
          size === file.size && (quickXorHash === file.quickXorHash || size === 0) && !claimed.has(name),
      )
      if (same !== undefined) {
        claimed.add(same.name)
        byHash.set(file, toTarget(same.name))
      } else if (isDocument(own))
        candidates.set(
          file,
          others.map(({ name, item }) => ({ path: file.path, target: toTarget(name), item })),
        )
    }
  }
  return { byHash, candidates }
}

/** How many names of conflicts are compared for one document. */
const mostCandidates = 5

/**
 * Documents that lie under another name with Microsoft's additions, by what this computer has of them; `waiting` are those that it has not in
 * all versions yet, so that no one can say that somebody has changed them. Only what `mayWait` is: a file of such a name may be another one, and
 * stay in the cloud only.
 */
export async function findRenamedDocuments(
  changed: readonly RescuedFile[],
  { byHash, candidates }: Renamed,
  rescued: Pick<Rescued, 'compareCopies'>,
  mayWait: (file: RescuedFile) => boolean,
): Promise<{ readonly found: ReadonlyMap<RescuedFile, string>; readonly waiting: ReadonlySet<RescuedFile> }> {
  const found = new Map<RescuedFile, string>()
  const waiting = new Set<RescuedFile>()
  const claimed = new Set(byHash.values())
  for (let at = 0; at < mostCandidates; at += 1) {
    const asked = new Map<RescuedFile, ChangedCopy>()
    for (const file of changed) {
      const candidate = found.has(file) ? undefined : candidates.get(file)?.[at]
      if (candidate !== undefined && !claimed.has(candidate.target)) asked.set(file, candidate)
    }
    if (asked.size === 0) continue
    const contents: ReadonlyMap<string, CopyContent> = await rescued.compareCopies([...asked.values()])
    for (const [file, { path, target }] of asked) {
      const content = contents.get(path)
      if (content === 'enriching' && mayWait(file)) waiting.add(file)
      if (content !== 'content' || claimed.has(target)) continue
      claimed.add(target)
      found.set(file, target)
      waiting.delete(file)
    }
  }
  return { found, waiting }
}
