import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { findPointersInThread } from '../../../electron/rescue/mender/find-in-thread.ts'
import type { FoundPointer } from '../../../electron/rescue/mender/pointer-request.ts'
import { createDecodePlain } from '../../../shared/computer/pointers/code-page.ts'
import { parseShellLink } from '../../../shared/computer/pointers/shell-link.ts'
import { describe, it } from './on-windows.ts'

/*
 * Shortcuts as Windows' own shell makes them (IShellLink, by WScript.Shell), read by the calls that ship. What only a real Windows can
 * show: a file whose content is in the cloud alone.
 */
const root = 'C:\\pointers'
const desktop = `${root}\\Desktop`
const old = `${root}\\OneDrive - Contoso`
const plan = `${old}\\Plans\\Übersicht.docx`
const own = `${root}\\Own.docx`

/** Lets Windows make shortcuts: each is a name and where it leads. The script has numbers in place of letters beyond ASCII. */
function makeShortcuts(links: Readonly<Record<string, string>>): void {
  const quote = (text: string): string =>
    JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
  const lines = Object.entries(links).map(
    ([name, target]) =>
      `link = shell.CreateShortcut(${quote(`${desktop}\\${name}`)}); link.TargetPath = ${quote(target)}; link.Save();`,
  )
  const script = ['var link; var shell = new ActiveXObject("WScript.Shell");', ...lines].join('\r\n')
  writeFileSync(`${root}\\make.js`, script)
  const made = spawnSync('cscript.exe', ['//nologo', `${root}\\make.js`], { stdio: 'ignore' })
  assert.equal(made.error, undefined)
}

describe('shortcuts of Windows’ own shell', () => {
  it('tell where they lead, and stay as they are', async () => {
    for (const folder of [desktop, `${old}\\Plans`]) mkdirSync(folder, { recursive: true })
    writeFileSync(plan, 'plan')
    writeFileSync(own, 'own')
    makeShortcuts({
      'Plan.lnk': plan,
      'Folder.lnk': `${old}\\Plans`,
      'Gone.lnk': `${old}\\gone.docx`,
      'Own.lnk': own,
    })
    writeFileSync(`${desktop}\\Site.url`, '[InternetShortcut]\r\nURL=https://contoso.sharepoint.com/\r\n')
    const before = readFileSync(`${desktop}\\Plan.lnk`)
    // Without the code page only this is known.
    assert.deepEqual(parseShellLink(before), { kind: 'unknown' })
    assert.deepEqual(parseShellLink(before, createDecodePlain(1252)), { kind: 'path', path: plan })
    assert.deepEqual(parseShellLink(readFileSync(`${desktop}\\Own.lnk`)), { kind: 'path', path: own })

    const found: FoundPointer[] = []
    const { places } = await findPointersInThread(
      { kind: 'this', system: 'win32' },
      {
        shortcuts: [{ place: 'desktop', folder: desktop, depth: 0, newest: null }],
        bookmarks: [],
        documents: [old],
        codePage: 1252,
        quickAccess: [],
        officeLists: [],
        unread: [],
        old: { ownFolders: [old], libraryFolders: [], hosts: ['contoso.sharepoint.com'], site: null },
      },
      { onFound: (some) => void found.push(...some) },
    )
    const told = found.map(({ name, target }) => `${name}: ${target.kind} ${target.relative}`)
    assert.deepEqual(told.toSorted(), [
      'Folder: folder Plans',
      'Gone: folder gone.docx',
      'Plan: folder Plans/Übersicht.docx',
      'Site: site null',
    ])
    assert.deepEqual(places, {
      desktop: { read: 5, unread: 0, cloudOnly: 0, found: 4 },
      // No document: what is named so is no archive.
      document: { read: 0, unread: 1, cloudOnly: 0, found: 0 },
    })
    assert.deepEqual(readFileSync(`${desktop}\\Plan.lnk`), before)
  })
})
