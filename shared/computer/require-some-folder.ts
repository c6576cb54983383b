import type { KnownFolder } from '../facts/machine.ts'

/** Throws the first reason where none of the folders could be told. */
export function requireSomeFolder(folders: readonly KnownFolder[]): KnownFolder[] {
  const [first] = folders
  if (first?.path === null && folders.every(({ path }) => path === null)) throw new Error(first.reason)
  return [...folders]
}
