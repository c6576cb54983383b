import type { Exclusions } from '../../../shared/files/exclusions.ts'
import type { RenameReason } from '../../../shared/files/rescue.ts'
import type { DriveName } from '../verify-upload/verification.ts'

/** Where copies go: below `folder` of the new OneDrive, whose address has `urlLength` characters before a path in it. */
export type TargetPlace = {
  /** The folder of the new OneDrive on this computer. */
  readonly root: string
  /** `From Contoso`. */
  readonly folder: string
  readonly urlLength: number
  /** What would never be uploaded from there; nothing where it is left out. */
  readonly exclusions?: Exclusions
}

/** What an earlier run meant to do with a file. */
export type Intent = { readonly target: string; readonly renamed: RenameReason | null }

/** Something that may be a file of the list, below the new OneDrive. `inDrive` is what Graph says of it, where it was asked. */
export type Candidate = { readonly target: string; readonly inDrive: DriveName['file'] }
