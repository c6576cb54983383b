import { shell } from 'electron'

/** Lets Windows' own shell write a shortcut to a file that is there, and asks it where that leads; null on another system. */
export const writeShortcut =
  process.platform === 'win32'
    ? (file: string, target: string): boolean =>
        shell.writeShortcutLink(file, 'create', { target }) &&
        shell.readShortcutLink(file).target.toLowerCase() === target.toLowerCase()
    : null
