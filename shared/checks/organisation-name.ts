import { withoutEnd } from '../text/without-end.ts'

/**
 * A name of an organisation as OneDrive writes it into folders and keys, made comparable: what Windows takes in no name is a
 * blank (`Contoso A/S` is `Contoso A S`), and dots and blanks at the end are gone (docs/facts/sync-client.md#names-of-the-root-folder). Whole names are
 * compared, never parts of them.
 */
export function toOrganisationKey(name: string): string {
  const spaced = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return withoutEnd(spaced, '. ')
}

/** True for one organisation's name in two spellings; macOS leaves the blanks out of its folders' names. */
export function isSameOrganisation(left: string, right: string): boolean {
  const [one, other] = [toOrganisationKey(left), toOrganisationKey(right)]
  return one === other || withoutBlanks(one) === withoutBlanks(other)
}

function withoutBlanks(key: string): string {
  return key.replaceAll(' ', '')
}

/** The organisation that the folder of a OneDrive is named after; null where it names none. */
export function organisationOfRoot(folder: string): string | null {
  return /(?:^|[\\/])OneDrive(?: - |-)([^\\/]+)[\\/]*$/i.exec(folder)?.[1] ?? null
}

/** A library lies in a folder that is named after its organisation: `C:\Users\amy\Contoso\Plans - Documents`. */
export function organisationOfLibrary(folder: string): string | null {
  return withoutEnd(folder).split(/[\\/]/).at(-2) ?? null
}

/** What the client calls a personal folder, in the languages of its users; no one has listed them all. */
const personal = new Set(
  `personal personale personalizado personligt personlig personnel particulier persoonlijk persönlich privat privé pessoal
  osobiste osobní osobné osobno kişisel henkilökohtainen isiklik личный личное особистий προσωπικό אישי شخصي 個人用 個人 个人 개인`.split(
    /\s+/,
  ),
)

/** True for the folder of a personal OneDrive, which is no organisation's. */
export function isPersonalRoot(path: string): boolean {
  const name = organisationOfRoot(path)
  return name !== null && personal.has(name.trim().normalize('NFC').toLowerCase())
}
