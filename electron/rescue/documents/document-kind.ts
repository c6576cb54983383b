/**
 * What a file is by the ending of its name: a package of parts (since 2007), a compound file (before), or anything else, where only the
 * bytes can be compared.
 */
export type DocumentKind = 'package' | 'compound' | 'other'

const packageEndings = new Set(
  'docx docm dotx dotm xlsx xlsm xlsb xltx xltm pptx pptm potx potm ppsx ppsm vsdx'.split(' '),
)
const compoundEndings = new Set('doc dot xls xlt ppt pot pps'.split(' '))

/** Told by the name alone: nothing is opened. */
export function documentKindOf(name: string): DocumentKind {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return packageEndings.has(ending) ? 'package' : compoundEndings.has(ending) ? 'compound' : 'other'
}

/** True for files that SharePoint may write its own properties into. */
export function isDocument(name: string): boolean {
  return documentKindOf(name) !== 'other'
}
