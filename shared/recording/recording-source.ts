import type { RecordedFiles } from './recorded-files.ts'

/** What a part at the top of a recording holds; `reason` completes the sentence “machine.json …”. */
export type PartContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'refused'; readonly reason: string }

/** A recording, wherever its parts lie: in a folder, or in the memory of a page. */
export type RecordingSource = {
  readPart(name: 'machine.json' | 'registry.reg', maximumBytes: number): Promise<PartContent>
  /** Null where it holds no such copies at all. */
  openCopies(part: 'files' | 'plists'): RecordedFiles | null
}
