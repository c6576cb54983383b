import { describe, expect, it } from 'vitest'
import { toMacMenu } from '../../../../electron/window/mac-menu.ts'
import { languages, loadWords } from '../../../../shared/words/words.ts'

type Item = { readonly role?: string; readonly label?: string; readonly type?: string }

describe.each(languages)('the menu of a Mac in %s', (language) => {
  it('has the keys that everybody uses, each in the person’s language, and no tools for developers', async () => {
    const menus = toMacMenu(await loadWords(language))
    const items = menus.flatMap(({ submenu }) => submenu as unknown as Item[])
    const roles = items.flatMap(({ role }) => role ?? [])
    expect(roles).toEqual(expect.arrayContaining(['quit', 'copy', 'paste', 'selectAll', 'close', 'zoomIn']))
    expect(roles.join()).not.toMatch(/devtools|reload/i)
    const unnamed = items.filter(({ type, label }) => type !== 'separator' && label === undefined)
    expect([unnamed, menus.filter(({ label }) => label === undefined)]).toEqual([[], []])
  })
})
