import { findPackage } from '../../../shared/files/package-names.ts'

/** The longest path inside each package of a list: characters after the package's own folder, with its separators. */
export type PackageLengths = {
  readonly note: (folders: readonly string[], name: string) => void
  /** `folders` end with the package. 0 where nothing of it was noted. */
  readonly longestIn: (folders: readonly string[]) => number
}

export function createPackageLengths(): PackageLengths {
  const longest = new Map<string, number>()
  const keyOf = (folders: readonly string[]): string => folders.join('/')
  return {
    note: (folders, name) => {
      const at = findPackage(folders)
      if (at === -1) return
      const key = keyOf(folders.slice(0, at + 1))
      const length = [...folders.slice(at + 1), name].reduce((sum, one) => sum + one.length + 1, 0)
      longest.set(key, Math.max(longest.get(key) ?? 0, length))
    },
    longestIn: (folders) => longest.get(keyOf(folders)) ?? 0,
  }
}
