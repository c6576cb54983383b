import type { MenuItemConstructorOptions } from 'electron'
import type { Words } from '../../shared/words/words.ts'

/** The menu of a Mac in the person's language: what every program has there, and no tools for developers. */
export function toMacMenu({ menu }: Pick<Words, 'menu'>): MenuItemConstructorOptions[] {
  const line = { type: 'separator' } as const
  return [
    {
      label: 'Landfall',
      submenu: [
        { role: 'about', label: menu.about },
        line,
        { role: 'hide', label: menu.hide },
        { role: 'hideOthers', label: menu['hide-others'] },
        { role: 'unhide', label: menu['show-all'] },
        line,
        { role: 'quit', label: menu.quit },
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        line,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu['select-all'] },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'resetZoom', label: menu['actual-size'] },
        { role: 'zoomIn', label: menu['zoom-in'] },
        { role: 'zoomOut', label: menu['zoom-out'] },
        line,
        { role: 'togglefullscreen', label: menu['full-screen'] },
      ],
    },
    {
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimize },
        { role: 'close', label: menu.close },
        line,
        { role: 'front', label: menu.front },
      ],
    },
  ]
}
