import type { OldLinksState, OldLinkView } from '../../../shared/files/old-links.ts'

const oldSite = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents'
const newSite = 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents'
const oldFolder = 'C:\\Users\\amy\\OneDrive - Contoso'
const newFolder = 'C:\\Users\\amy\\OneDrive - Fabrikam'
const desktop = `${newFolder}\\Desktop`

function linkOf(id: number, name: string, change: Partial<OldLinkView>): OldLinkView {
  return {
    id,
    name,
    place: 'desktop',
    holder: `${desktop}\\${name}.lnk`,
    leadsTo: `${oldFolder}\\${name}`,
    now: 'unknown',
    newPlace: null,
    document: null,
    can: null,
    made: null,
    ...change,
  }
}

/** One of each kind, and each answer. */
const rows: readonly OldLinkView[] = [
  linkOf(0, 'Plan 2027', {
    leadsTo: `${oldFolder}\\Plans\\Plan 2027.docx`,
    now: 'found',
    newPlace: `${newFolder}\\Plans\\Plan 2027.docx`,
    can: 'shortcut',
  }),
  linkOf(1, 'Timesheet', {
    leadsTo: `${oldSite}/Timesheet.xlsx`,
    now: 'found',
    newPlace: `${newSite}/Timesheet.xlsx`,
    can: 'shortcut',
    made: { file: `${desktop}\\Timesheet (Fabrikam).url` },
  }),
  linkOf(2, 'Gone', { place: 'start-menu', leadsTo: `${oldFolder}\\Gone.docx`, now: 'absent' }),
  linkOf(3, 'Plans', { place: 'quick-access', now: 'found', newPlace: `${newFolder}\\Plans` }),
  linkOf(4, 'Minutes.docx', {
    place: 'office-list',
    holder: 'Word',
    leadsTo: `${oldSite}/Minutes.docx`,
    now: 'unasked',
  }),
  linkOf(5, 'Finance', {
    place: 'edge-bookmarks',
    leadsTo: 'https://contoso.sharepoint.com/sites/Finance/Shared%20Documents/Forms/AllItems.aspx',
  }),
  linkOf(6, 'Plan', {
    place: 'chrome-bookmarks',
    leadsTo: `${oldSite}/Plan.docx`,
    now: 'found',
    newPlace: `${newSite}/Plan.docx`,
  }),
  linkOf(7, 'Budget.xlsx', {
    place: 'document',
    holder: `${newFolder}\\Finance\\Budget.xlsx`,
    leadsTo: `${oldSite}/Numbers.xlsx`,
    now: 'found',
    newPlace: `${newSite}/Numbers.xlsx`,
    document: { links: 12, found: 9, sources: 2 },
    can: 'copy',
  }),
  linkOf(8, 'Contract.docx', {
    place: 'document',
    holder: `${newFolder}\\Contract.docx`,
    leadsTo: `${oldSite}/Annex.docx`,
    now: 'found',
    newPlace: `${newSite}/Annex.docx`,
    document: { links: 1, found: 1, sources: 0 },
    can: 'copy',
    made: { reason: 'signed' },
  }),
]

export const oldLinks: OldLinksState = { total: 137, page: 0, rows, bookmarks: 4, bookmarksMade: null }
