/** The copies of the client's small files in a recording, found by their path on the computer they come from. */
export type RecordedFiles = {
  /** Null where there is no such copy. Throws where it is too large or no plain file. */
  read(file: string, maximumBytes: number): Uint8Array | null
}

/** Where the copy of `C:\Users\amy\x` or `/Users/amy/x` lies in a recording, below `files/`. */
export function toCopyNames(file: string): string[] {
  return file
    .replace(/^([a-z]):/i, '$1')
    .split(/[\\/]/)
    .filter((name) => name !== '')
}
