/*
 * Who verifies: the journey calls `UploadVerifier.poll` with a `Rescued`, at the start, after each run of copying, and at every check
 * while something waits. The verifier asks Graph about `unproven()` and calls `prove()` for what has arrived; from then on these files
 * are settled, and the judge counts them so. Of what has not arrived it says nothing.
 */

/** A copy whose size or hash in the cloud is not that of what was copied, with what the cloud says. */
export type ChangedCopy = {
  /** `path` of its `RescuedFile`. */
  readonly path: string
  readonly target: string
  readonly item: { readonly size: number; readonly quickXorHash: string | null }
}

/**
 * What such a copy is. `content`: this computer has what the cloud has, and it is the document that was copied, with Microsoft's additions.
 * `enriching`: this computer has another version than the cloud, or none. `different`: another content. `protected`: it is locked, as its
 * original is. `harmed`: no whole document any more, or it cannot be read. `untold`: it cannot be compared.
 */
export type CopyContent = 'content' | 'enriching' | 'different' | 'protected' | 'harmed' | 'untold'

/** A verified copy: what Graph is asked about. */
export type RescuedFile = {
  /** Of the original, and its identity. */
  readonly path: string
  /** Below the new OneDrive, with `/` between names: `From Contoso/Plans/Draft.docx`. */
  readonly target: string
  readonly size: number
  /** Base64, as Graph writes it. */
  readonly quickXorHash: string
  /** ISO 8601. */
  readonly copiedAt: string
}

/** A name in a folder of the drive; `file` is null for a folder, and for what is no file. */
export type DriveName = {
  readonly name: string
  /** The hash is base64; null where Graph has none. */
  readonly file: { readonly size: number; readonly quickXorHash: string | null } | null
}

/** All that a folder of the drive has; `folder` is below its root, with `/` between names. */
export type DriveFolder = { readonly folder: string; readonly names: readonly DriveName[] }

/** The copies that no one has seen in the cloud yet. */
export type Rescued = {
  /** Some at a time, in the order in which they were copied. */
  readonly unproven: () => AsyncIterable<readonly RescuedFile[]>
  /** Writes down, durably, that these are in the cloud; `path` of each. Unknown ones are passed over. `byContent`: with additions. */
  readonly prove: (paths: readonly string[], byContent?: boolean) => Promise<void>
  /** Compares documents of the last page with what the cloud has, by what lies on this computer: nothing is downloaded. */
  readonly compareCopies: (copies: readonly ChangedCopy[]) => Promise<ReadonlyMap<string, CopyContent>>
  /** False only where the copy is gone from the new OneDrive on this computer, by its name alone: nothing is opened. */
  readonly isThere: (file: RescuedFile) => Promise<boolean>
  /** Writes down, durably, that the client gave these copies another name: `target` is where each lies now. */
  readonly renamed: (copies: readonly Pick<RescuedFile, 'path' | 'target'>[]) => Promise<void>
  /** These copies are neither here nor in the cloud any more: what they are copies of is `left` again. `path` of each. */
  readonly giveBack: (paths: readonly string[]) => Promise<void>
}

/** Compares what was rescued with what the cloud has. */
export type UploadVerifier = {
  /**
   * Never throws for what the network does. A call while one is running joins it. It polls again by itself, with growing
   * pauses, as long as something waits; `isWished` polls at once: the person has asked, or something was copied.
   */
  readonly poll: (rescued: Rescued, isWished: boolean) => Promise<void>
  readonly stop: () => void
}

/** A file whose upload state is unknown; or a link to a notebook, with the place of the notebook. */
export type LostFile = {
  readonly path: string
  /** Where its equal would be: below the new OneDrive, with `/` between names, as below the old one. */
  readonly target: string
}

/** What the new OneDrive has under the path of a lost file: nothing, or something of a size; the hash is null where Graph has none. */
export type KnownFile = {
  readonly path: string
  readonly item: {
    /** -1 for what is no file. */
    readonly size: number
    readonly quickXorHash: string | null
    /** Set for what is neither file nor folder; no one knows whether an `unknown` one is a notebook. */
    readonly package?: 'notebook' | 'unknown'
  } | null
}

/** The files that only the new OneDrive can tell of. */
export type Lost = {
  /** Which list they are of; null where none is open. */
  readonly list: () => string | null
  /** Some at a time, those of a folder together. */
  readonly files: () => AsyncIterable<readonly LostFile[]>
  /** Compares and writes down, durably, what came of it. Ends early where `end` is called meanwhile. */
  readonly compare: (known: readonly KnownFile[]) => Promise<void>
  readonly end: () => Promise<void>
}

/** Compares lost files with what the cloud has. */
export type CloudComparer = {
  /** Begins where this list was not compared yet, or it `isWished` for. Never throws for what the network does. */
  readonly poll: (lost: Lost, isWished: boolean) => Promise<void>
  /** The person has had enough of it; what was compared stays so. */
  readonly interrupt: () => void
  readonly stop: () => void
}
