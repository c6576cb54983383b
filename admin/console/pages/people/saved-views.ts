import { z } from 'zod/mini'

/** A filter and an order of the list, as its address has them, under a name. */
export type SavedView = { readonly name: string; readonly address: string }

export const mostViews = 30
export const longestViewName = 60

const viewsSchema = z.array(
  z.object({
    name: z.string().check(z.minLength(1), z.maxLength(longestViewName)),
    address: z.string().check(z.regex(/^\/people(\?|$)/), z.maxLength(2000)),
  }),
)

type Keep = Pick<Storage, 'getItem' | 'setItem'>

const keyOf = (username: string): string => `landfall-views ${username.toLowerCase()}`

/** The views that this account has saved in this browser, by name. What cannot be read counts as none. */
export function readViews(keep: Keep, username: string): readonly SavedView[] {
  try {
    const parsed = viewsSchema.safeParse(JSON.parse(keep.getItem(keyOf(username)) ?? '[]'))
    return parsed.success ? parsed.data : []
  } catch {
    return []
  }
}

/** Saves a view in the place of one with the same name. Gives the list; the one from before where there is no room. */
export function saveView(keep: Keep, username: string, view: SavedView): readonly SavedView[] {
  const before = readViews(keep, username)
  const name = view.name.trim().slice(0, longestViewName)
  const others = before.filter((one) => one.name !== name)
  if (name === '' || others.length >= mostViews) return before
  const views = [...others, { ...view, name }].toSorted((one, other) => one.name.localeCompare(other.name))
  return write(keep, username, views) ? views : before
}

export function removeView(keep: Keep, username: string, name: string): readonly SavedView[] {
  const before = readViews(keep, username)
  const views = before.filter((one) => one.name !== name)
  return write(keep, username, views) ? views : before
}

/** False where the browser keeps nothing. */
function write(keep: Keep, username: string, views: readonly SavedView[]): boolean {
  try {
    keep.setItem(keyOf(username), JSON.stringify(views))
    return true
  } catch {
    return false
  }
}
