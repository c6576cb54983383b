import { describe, expect, it } from 'vitest'
import { writeBookmarkFile } from '../../../../../shared/computer/pointers/bookmark-file.ts'
import { toLeadsTo } from '../../../../../shared/computer/pointers/leads-to.ts'
import { toNewPath, toNewRelationship, toNewUrl } from '../../../../../shared/computer/pointers/new-target.ts'

describe('a file of bookmarks', () => {
  it('has each in its folder, and no name becomes markup', () => {
    const text = writeBookmarkFile('Fabrikam', [
      { name: 'A <b> & "c"', url: 'https://a.example/?x=1&y="2"', folders: ['Bar', 'Work'] },
      { name: 'B', url: 'https://b.example/', folders: [] },
    ])
    expect(text).toContain(
      '<DT><A HREF="https://a.example/?x=1&amp;y=&quot;2&quot;">A &lt;b&gt; &amp; &quot;c&quot;</A>',
    )
    expect(text.indexOf('<H3>Bar</H3>')).toBeLessThan(text.indexOf('<H3>Work</H3>'))
    expect(text.match(/<DL><p>/g)).toHaveLength(text.match(/<\/DL><p>/g)?.length ?? 0)
  })
})

describe('a place in the new OneDrive', () => {
  const places = {
    folder: 'C:\\Users\\amy\\OneDrive - Fabrikam',
    url: 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents',
  }

  it('is a path and an address', () => {
    expect(toNewPath('Plans/A b#.docx', places)).toBe('C:\\Users\\amy\\OneDrive - Fabrikam\\Plans\\A b#.docx')
    expect(toNewUrl('Plans/A b#.docx', places)).toBe(`${places.url}/Plans/A%20b%23.docx`)
    expect(toNewPath('', places)).toBe(places.folder)
    expect(toNewUrl('', places)).toBe(places.url)
  })

  it('keeps the form of what led there, and its mark', () => {
    const path = { kind: 'path', path: 'C:\\old\\A b.xlsx' } as const
    expect(toNewRelationship(path, 'A b.xlsx', places)).toBe(
      'file:///C:\\Users\\amy\\OneDrive%20-%20Fabrikam\\A%20b.xlsx',
    )
    const marked = toLeadsTo('file:///C:\\old\\A%20b.xlsx#Sheet1!A1')
    expect(marked).toEqual({ ...path, mark: '#Sheet1!A1' })
    expect(toNewRelationship(marked, 'A b.xlsx', places)).toMatch(/A%20b\.xlsx#Sheet1!A1$/)
    const address = { kind: 'address', url: 'https://old/A.xlsx?web=1#Sheet1!A1' } as const
    expect(toNewRelationship(address, 'A.xlsx', places)).toBe(`${places.url}/A.xlsx#Sheet1!A1`)
  })

  it('is none where it is not known', () => {
    expect(toNewPath('A', { folder: null, url: null })).toBeNull()
    expect(toNewUrl('A', { folder: null, url: null })).toBeNull()
  })
})
