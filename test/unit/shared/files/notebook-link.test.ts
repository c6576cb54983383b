import { describe, expect, it } from 'vitest'
import { isNotebookLink } from '../../../../shared/files/notebook-link.ts'

const hosts = ['contoso-my.sharepoint.com']
const site = 'https://contoso-my.sharepoint.com/personal/amy_contoso_com'

function isLink(address: string): boolean {
  return isNotebookLink(Buffer.from(`[InternetShortcut]\r\nURL=${address}\r\n`), hosts)
}

describe('a shortcut to a notebook of the old OneDrive', () => {
  it.each([
    ['by OneNote’s own scheme', `onenote:${site}/Documents/Amy’s notes`],
    ['by OneNote’s page', `${site}/_layouts/15/OneNote.aspx?id=%2Fpersonal%2Famy%2FDocuments%2FX`],
    [
      'by the page of all documents',
      `${site}/_layouts/15/Doc.aspx?sourcedoc={1}&file=Amy%20notes&action=edit`,
    ],
    ['by a place in it', `${site}/_layouts/15/WopiFrame.aspx?sourcedoc={1}&wd=target%28A.one%29`],
    ['by a link for sharing', 'https://contoso-my.sharepoint.com/:o:/g/personal/amy_contoso_com/Ek1'],
    ['on the host of team sites', 'onenote:https://CONTOSO.sharepoint.com/sites/plans/Notes'],
  ])('is known: %s', (_, address) => {
    expect(isLink(address)).toBe(true)
  })

  it.each([
    ['to another organisation', 'onenote:https://northwind-my.sharepoint.com/personal/amy/Documents/Notes'],
    ['to a host that only begins like it', 'https://contoso-my.sharepoint.com.example.org/:o:/g/1'],
    ['to a Word document there', `${site}/_layouts/15/Doc.aspx?sourcedoc={1}&file=Plan.docx&action=edit`],
    ['to a document of its own name', `${site}/Documents/Plan.docx`],
    ['to a folder of another name', `${site}/Documents/Plans`],
    ['to a folder of its own name', `${site}/Documents/Projects`],
    ['to a team site of its own name', 'https://contoso.sharepoint.com/sites/Marketing'],
    ['to a document that is told by its place alone', `${site}/_layouts/15/Doc.aspx?sourcedoc=/Documents/X`],
    ['to the web site of the OneDrive', `${site}/_layouts/15/onedrive.aspx`],
    ['without encryption', 'http://contoso-my.sharepoint.com/:o:/g/1'],
    ['to nowhere', 'not an address'],
  ])('is none: %s', (_, address) => {
    expect(isLink(address)).toBe(false)
  })

  it('is read from its own section only, in whatever characters it was written', () => {
    const text = `[Other]\r\nURL=https://example.org\r\n[InternetShortcut]\r\nIconIndex=0\r\nurl = onenote:${site}/Documents/X\r\n`
    expect(isNotebookLink(Buffer.from(text), hosts)).toBe(true)
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    expect(isNotebookLink(wide, hosts)).toBe(true)
    expect(isNotebookLink(Buffer.from(text.replace('[Internet', '[')), hosts)).toBe(false)
    expect(isNotebookLink(Buffer.from(text), [])).toBe(false)
  })
})
