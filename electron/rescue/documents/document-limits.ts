/** More than any document of a person has; what goes beyond is not compared. Sizes in bytes. */
export const documentLimits = {
  /** Unpacked, all parts together. */
  bytes: 2 * 1024 ** 3,
  parts: 20_000,
  /** Characters of a part's name. */
  nameLength: 1_024,
  /** Of names and what lies beside them in the directory of an archive, all together. */
  directoryBytes: 8 * 1024 ** 2,
  /** Of one part that has to be understood: relationships, content types. */
  structureBytes: 4 * 1024 ** 2,
  /** Of all those together. */
  allStructureBytes: 48 * 1024 ** 2,
  relationships: 100_000,
} as const

/** The file is cut, contradicts itself, or is beyond the limits: nothing is said of its content. */
export class DocumentRefused extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause })
    this.name = 'DocumentRefused'
  }
}
