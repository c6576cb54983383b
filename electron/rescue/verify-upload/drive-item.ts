import { z } from 'zod'
import { toDriveAddress } from '../../graph/drive-path.ts'

/** The fields of an item that tell what it is. */
const select = '$select=name,size,file,folder,package'
/** One page of a list; Graph gives 200 unless told otherwise. */
const pageSize = 200

const itemSchema = z.looseObject({
  name: z.string(),
  size: z.number().optional(),
  file: z
    .looseObject({ hashes: z.looseObject({ quickXorHash: z.string().optional() }).nullish() })
    .optional(),
  /** Neither file nor folder, although the service shows it as either in places; `oneNote` for a notebook. */
  package: z.looseObject({ type: z.string().nullish() }).nullish(),
})
type ToldItem = z.infer<typeof itemSchema>
/** A file, a folder or a notebook as the drive tells of it; of what is no file `file` is never set. */
export type DriveItem = Pick<ToldItem, 'name' | 'size' | 'file'> & {
  /** Set for a package alone; no one knows whether an `unknown` one is a notebook. */
  readonly package?: 'notebook' | 'unknown'
}

const pageSchema = z.looseObject({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })

/** A page of a list. Graph tells it entry by entry, and not each entry can be read. */
export type DrivePage = {
  readonly items: readonly DriveItem[]
  /** False where an entry could not be read: no one knows its name. */
  readonly isWhole: boolean
  /** The path of the next page; `unknown` where the list goes on at an address that is not Graph's. */
  readonly next:
    { readonly kind: 'end' } | { readonly kind: 'unknown' } | { readonly kind: 'at'; path: string }
}

/** The address of the item with this path; no names are the root. */
export function toItemAddress(names: readonly string[]): string {
  return `${toDriveAddress(names)}?${select}`
}

/** The address of the list of what is in the folder with this path; no names are the root. */
export function toListAddress(names: readonly string[]): string {
  return toDriveAddress(names, `/children?$top=${pageSize}&${select}`)
}

/** The item that this body of an answer is; nothing where it is none. */
export function readDriveItem(body: unknown): DriveItem | undefined {
  const told = itemSchema.safeParse(body).data
  if (told === undefined) return undefined
  const { name, size, file, package: kind } = told
  // Whatever else a package is said to be, its bytes are those of no file.
  if (kind !== undefined && kind !== null)
    return { name, package: kind.type?.toLowerCase() === 'onenote' ? 'notebook' : 'unknown' }
  return { name, ...(size !== undefined && { size }), ...(file !== undefined && { file }) }
}

/** The page that this body of an answer is; nothing where it is none. */
export function readDrivePage(body: unknown): DrivePage | undefined {
  const page = pageSchema.safeParse(body).data
  if (page === undefined) return undefined
  const items = page.value.map(readDriveItem).filter((item) => item !== undefined)
  return { items, isWhole: items.length === page.value.length, next: toNext(page['@odata.nextLink']) }
}

/** A batch names paths, so the next page's address loses its host: `https://graph.microsoft.com/v1.0/me/…`. */
function toNext(nextLink: string | undefined): DrivePage['next'] {
  if (nextLink === undefined) return { kind: 'end' }
  const path = /^https:\/\/[^/]+\/v1\.0(\/.+)$/.exec(nextLink)?.[1]
  return path === undefined ? { kind: 'unknown' } : { kind: 'at', path }
}
