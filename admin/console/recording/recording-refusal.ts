import type { PartRefusal } from '../../../shared/recording/recording-parts.ts'
import type { MachineRefusal } from '../../../shared/recording/recorded-machine.ts'

/** Why a file is no recording that can be shown. */
export type RecordingRefusalCode =
  | PartRefusal
  | `machine-${MachineRefusal}`
  /** No zip at all, or the end of one is missing. */
  | 'no-zip'
  | 'too-many-parts'
  /** A zip whose parts are not what it says of them. */
  | 'damaged'
  /** The browser could not read the file: it was moved, changed or locked since. */
  | 'file-unreadable'
  | 'unexpected'

export type RefusedRecording = {
  readonly kind: 'refused'
  readonly code: RecordingRefusalCode
  /** Which part of the zip it is about; null where it is the file as a whole. */
  readonly part: string | null
}

/** Leaves the reading of a recording at once; never seen outside this folder. */
export class RecordingRefused extends Error {
  readonly code: RecordingRefusalCode
  readonly part: string | null
  constructor(code: RecordingRefusalCode, part: string | null = null) {
    super(code)
    this.name = 'RecordingRefused'
    this.code = code
    this.part = part
  }
}
