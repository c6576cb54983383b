import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOldTarget } from '../../../../../shared/computer/pointers/old-target.ts'
import { toLeadsTo } from '../../../../../shared/computer/pointers/leads-to.ts'

const site = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com'
const toOldTarget = createOldTarget({
  ownFolders: ['C:\\Users\\amy\\OneDrive - Contoso', 'C:\\Users\\amy\\OneDrive - Contoso\\Inner\\'],
  libraryFolders: [],
  hosts: ['contoso-my.sharepoint.com'],
  site: { host: 'contoso-my.sharepoint.com', name: 'amy_lee_contoso_com' },
})
const judge = (text: string): ReturnType<typeof toOldTarget> => toOldTarget(toLeadsTo(text))

describe('what leads to the old organisation', () => {
  it.each([
    [
      'a file below the old folder',
      'C:\\Users\\Amy\\onedrive - contoso\\Plans\\A.docx',
      'folder',
      'Plans/A.docx',
    ],
    ['the old folder itself', 'C:\\Users\\amy\\OneDrive - Contoso\\', 'folder', ''],
    ['the nearest of two folders', 'C:\\Users\\amy\\OneDrive - Contoso\\Inner\\B.docx', 'folder', 'B.docx'],
    ['a name that leads up', 'C:\\Users\\amy\\OneDrive - Contoso\\..\\A.docx', 'folder', null],
    ['a document of the person', `${site}/Documents/Plans/A%20b.docx?d=w1&csf=1`, 'site', 'Plans/A b.docx'],
    [
      'the same behind the short form',
      'https://contoso-my.sharepoint.com/:w:/r/personal/amy_lee_contoso_com/Documents/Plans/A.docx?web=1',
      'site',
      'Plans/A.docx',
    ],
    [
      'the page of a folder',
      'https://contoso-my.sharepoint.com/my?id=%2Fpersonal%2Famy%5Flee%5Fcontoso%5Fcom%2FDocuments%2FPlans&ga=1',
      'site',
      'Plans',
    ],
    [
      'a name with a number sign on the page of a folder',
      'https://contoso-my.sharepoint.com/my?id=%2Fpersonal%2Famy%5Flee%5Fcontoso%5Fcom%2FDocuments%2FC%23%20notes&ga=1',
      'site',
      'C# notes',
    ],
    ['the same without encryption', `${site}/Documents/A.docx`.replace('https', 'http'), 'site', 'A.docx'],
    ['what Word opens', `ms-word:ofe|u|${site}/Documents/A.docx`, 'site', 'A.docx'],
    ['what OneNote opens', `onenote:${site}/Documents/Notes/A.one#p=1`, 'site', 'Notes/A.one'],
    [
      'a drive of Windows',
      '\\\\contoso-my.sharepoint.com@SSL\\DavWWWRoot\\personal\\amy_lee_contoso_com\\Documents\\A b.docx',
      'site',
      'A b.docx',
    ],
    ['strokes of the other kind', 'C:/Users/amy/OneDrive - Contoso/Plans/A.docx', 'folder', 'Plans/A.docx'],
    ['the root of the OneDrive', `${site}/Documents/`, 'site', ''],
    [
      'a link that was made for sharing',
      'https://contoso-my.sharepoint.com/:x:/g/personal/amy_lee_contoso_com/EaBc',
      'site',
      null,
    ],
    [
      'somebody else’s OneDrive',
      'https://contoso-my.sharepoint.com/personal/bo_contoso_com/Documents/A.docx',
      'site',
      null,
    ],
    ['a team’s site', 'https://contoso.sharepoint.com/sites/Finance/Shared%20Documents/A.xlsx', 'site', null],
    ['an address with names that lead up', `${site}/Documents/..%2F..%2FA.docx`, 'site', null],
  ] as const)('is told: %s', (_, text, kind, relative) => {
    expect(judge(text)).toEqual({ kind, relative })
  })

  it.each([
    'C:\\Users\\amy\\OneDrive - Contoso GmbH\\A.docx',
    'C:\\Users\\amy\\OneDrive - Fabrikam\\A.docx',
    'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents/A.docx',
    'https://contoso.sharepoint.com.example.org/A',
    'https://example.org/?url=https://contoso.sharepoint.com/A',
    'http://contoso.sharepoint.com@example.org/',
    'mailto:amy@contoso.com',
    '',
  ])('is not %j', (text) => {
    expect(judge(text)).toBeNull()
  })

  it('never names a place outside of the OneDrive', () => {
    const piece = fc.constantFrom('..', '.', '%2e%2e', '%2F', '\\', '/', 'A', '%5c', ':', '%00')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const text of [
          `${site}/Documents/${pieces.join('/')}`,
          `C:\\Users\\amy\\OneDrive - Contoso\\${pieces.join('\\')}`,
        ])
          for (const name of judge(text)?.relative?.split('/') ?? [])
            expect(['..', '.'].includes(name) || /[\\:]/.test(name)).toBe(false)
      }),
    )
  })
})
