/** `readWrittenAt` is asked seldom, and takes longer than the file: ISO 8601, null in a recording that did not keep it. */
export type SmallFile = { readonly bytes: Uint8Array; readonly readWrittenAt: () => string | null }
