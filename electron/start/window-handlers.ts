import { app, clipboard, dialog, shell, type BrowserWindow } from 'electron'
import path from 'node:path'
import type { Language } from '../../shared/words/languages.ts'
import type { Handlers } from '../ipc/main-ipc.ts'
import type { Store } from '../context/store.ts'
import type { Main } from './create-main.ts'
import { toCopyText } from '../window/copy-text.ts'

/** What each request of the window does. It waits for main; where main could not be made, nothing happens. */
export function toHandlers(
  window: BrowserWindow,
  store: Store,
  opened: Promise<Main | null>,
  tellAll: () => void,
  keepLanguage: (language: Language | null) => Promise<void>,
): Handlers {
  return {
    ready: tellAll,
    signIn: async (way) => (await opened)?.journey.signIn(way),
    openSignInPage: async () => (await opened)?.session.openPage(),
    copySignInCode: () => copyCode(store),
    copyText: async (what) => {
      const text = toCopyText(store.getState(), what)
      if (text !== null) await clipboard.writeText(text)
    },
    chooseLanguage: async (language) => {
      store.setState({ language })
      await keepLanguage(language)
    },
    extendSignIn: async () => (await opened)?.session.extend(),
    tellPageNumber: async (number) => (await opened)?.journey.tellNumber(number),
    cancelSignIn: async () => (await opened)?.session.cancel(),
    signOut: async () => (await opened)?.journey.signOut(),
    runChecks: async () => (await opened)?.journey.check({ fresh: true }),
    allowLook: async () => (await opened)?.allow(),
    stopScan: async () => (await opened)?.journey.stopScan(),
    stopComparison: async () => (await opened)?.journey.stopComparison(),
    listRescue: async (query) => (await opened)?.journey.rescue?.list(query),
    selectForRescue: async (choice, isSelected) => (await opened)?.journey.rescue?.select(choice, isSelected),
    planRescue: async () => (await opened)?.journey.rescue?.plan(),
    startRescue: async () => (await opened)?.journey.rescue?.start(),
    pauseRescue: async () => (await opened)?.journey.rescue?.pause(),
    resumeRescue: async () => (await opened)?.journey.rescue?.resume(),
    stopRescue: async () => (await opened)?.journey.rescue?.stop(),
    askWaiver: async (what) => (await opened)?.journey.rescue?.askWaiver(what),
    waive: async () => (await opened)?.journey.rescue?.waive(),
    dropWaiverQuestion: async () => (await opened)?.journey.rescue?.dropQuestion(),
    openRescueFolder: async () => {
      const folder = (await opened)?.journey.rescueFolder() ?? null
      if (folder !== null) await shell.openPath(folder)
    },
    unwaive: async (what) => (await opened)?.journey.rescue?.unwaive(what),
    openLibrary: async (id) => (await opened)?.journey.openLibrary(id),
    settleLibrary: async (id, isSettled) => (await opened)?.journey.settleLibrary(id, isSettled),
    listOldLinks: async (page) => (await opened)?.journey.oldLinks?.list(page),
    makeOldLink: async (id) => (await opened)?.journey.oldLinks?.make(id),
    makeBookmarks: async () => (await opened)?.journey.oldLinks?.makeBookmarks(),
    openRemedy: async (remedy) => (await opened)?.journey.openRemedy(remedy),
    submitReport: async () => (await opened)?.submit(),
    saveRecording: async (isRedacted) => {
      const main = await opened
      const file = main === null ? null : await askWhere(window)
      if (file !== null) await main?.save(file, isRedacted)
    },
  }
}

/** Where the person wants the recording; null where they have thought better of it. */
async function askWhere(window: BrowserWindow): Promise<string | null> {
  const name = `landfall-${new Date().toISOString().slice(0, 10)}.zip`
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: path.join(app.getPath('downloads'), name),
    filters: [{ name: 'ZIP', extensions: ['zip'] }],
  })
  return canceled || filePath === '' ? null : filePath
}

/** The window has no clipboard of its own. */
async function copyCode(store: Store): Promise<void> {
  const { session } = store.getState()
  if (session.kind !== 'signing-in' || session.page.kind !== 'device-code') return
  if (session.page.code !== null) await clipboard.writeText(session.page.code.userCode)
}
