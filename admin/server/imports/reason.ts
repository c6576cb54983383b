import english from '../../console/words/en.json' with { type: 'json' }

type RowValues = {
  'row.column-count': { readonly columns: number }
  'row.kind-unknown': { readonly value: string }
  'row.tenant-invalid': NoValues
  'row.tenant-not-source': NoValues
  'row.old-address-invalid': NoValues
  'row.new-address-invalid': NoValues
  'row.object-id-invalid': NoValues
  'row.name-invalid': NoValues
  'row.user-type-unknown': NoValues
  'row.old-address-twice': { readonly otherLine: number }
  'row.new-address-twice': { readonly otherLine: number }
  'row.object-id-twice': { readonly otherLine: number }
  'row.address-invalid': NoValues
  'row.address-twice': { readonly otherLine: number }
  'row.move-state-missing': NoValues
  'row.move-state-number': NoValues
  'row.move-state-unknown': { readonly value: string }
  'row.move-state-differs': { readonly otherLine: number }
  'row.wave-invalid': NoValues
  'row.day-invalid': NoValues
  'row.wave-day-differs': { readonly otherLine: number }
  'row.old-site-invalid': NoValues
  'row.new-site-invalid': NoValues
  'row.site-same': NoValues
  'row.old-site-twice': { readonly otherLine: number }
}
type FileValues = {
  'file.empty': NoValues
  'file.not-json': NoValues
  'file.columns-missing': NoValues
  'file.columns-missing-name': NoValues
  'file.columns-missing-state': NoValues
  'file.column-unknown': { readonly value: string }
  'file.columns-missing-waves': NoValues
  'file.columns-missing-sites': NoValues
  'file.graph-tasks': NoValues
  'file.quote-not-closed': { readonly otherLine: number }
  'file.quote-misplaced': { readonly otherLine: number }
  'file.not-a-table': NoValues
}
type NoValues = Readonly<Record<never, never>>
type ReasonOf<Values> = {
  [Code in keyof Values]: { readonly code: Code; readonly values: Values[Code] }
}[keyof Values]

/** Why a row was not taken: a code that stays, and what its sentence says besides. */
export type RowReason = ReasonOf<RowValues>
/** Why a file was not taken. */
export type FileReason = ReasonOf<FileValues>

// The console's own sentences: an upload and a command show the same. A code without one does not compile.
const sentences: Readonly<Record<(RowReason | FileReason)['code'], string>> = english.reason

/** The sentence in English, for the command line and for clients that know no codes. */
export function sayReason({ code, values }: RowReason | FileReason): string {
  const known = new Map<string, string | number>(Object.entries(values))
  return sentences[code].replace(/\{\{(\w+)\}\}/g, (_place, name: string) => String(known.get(name)))
}

/** The content of a cell, short and fit to be shown and stored: PostgreSQL stores no NUL and no half character. */
export function quoteCell(text: string): string {
  const characters = [...text.toWellFormed().replace(/\p{Cc}/gu, '\ufffd')]
  return characters.length > 30 ? `${characters.slice(0, 30).join('')}…` : characters.join('')
}
