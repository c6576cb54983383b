/** Why a package was not made or is not sound. Stable; the words are in `main.ts`. */
export type RefusalCode =
  | 'folder-missing'
  | 'folder-empty'
  | 'folder-unreadable'
  | 'setup-missing'
  | 'setup-empty'
  | 'setup-outside'
  | 'backslash-in-name'
  | 'name-not-for-windows'
  | 'names-collide'
  | 'link-in-folder'
  | 'output-inside-folder'
  | 'output-unwritable'
  | 'changed-while-read'
  | 'msi-unreadable'
  | 'package-missing'
  | 'not-a-package'
  | 'detection-invalid'
  | 'mac-mismatch'
  | 'size-mismatch'
  | 'digest-mismatch'
  | 'content-invalid'

/** A package that cannot be made or cannot be believed; `detail` says which file or value. */
export class IntunewinRefused extends Error {
  readonly code: RefusalCode
  readonly detail: string
  constructor(code: RefusalCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause })
    this.code = code
    this.detail = detail
  }
}
