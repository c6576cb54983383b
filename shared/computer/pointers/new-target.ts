import type { LeadsTo } from './leads-to.ts'

/** The new OneDrive: its folder on this computer, and its address; null where it is not known. */
export type NewPlaces = { readonly folder: string | null; readonly url: string | null }

/** The path of something in the new OneDrive on this computer. */
export function toNewPath(relative: string, { folder }: NewPlaces): string | null {
  if (folder === null) return null
  return relative === '' ? folder : `${folder}\\${relative.replaceAll('/', '\\')}`
}

/** Its address. */
export function toNewUrl(relative: string, { url }: NewPlaces): string | null {
  if (url === null) return null
  const names = relative === '' ? [] : relative.split('/')
  return [url.replace(/\/$/, ''), ...names.map((name) => encodeURIComponent(name))].join('/')
}

/** What a relationship leads to from now on, in the form that it had: a path stays a path, an address an address, each with its mark (`#…`). */
export function toNewRelationship(leadsTo: LeadsTo, relative: string, places: NewPlaces): string | null {
  switch (leadsTo.kind) {
    case 'unknown':
      return null
    case 'path': {
      const path = toNewPath(relative, places)
      const { mark = '' } = leadsTo
      return path === null
        ? null
        : `file:///${path.replace(/[%#? ]/g, (one) => encodeURIComponent(one))}${mark}`
    }
    case 'address': {
      const url = toNewUrl(relative, places)
      const mark = leadsTo.url.indexOf('#')
      return url === null || mark === -1 ? url : `${url}${leadsTo.url.slice(mark)}`
    }
  }
}
