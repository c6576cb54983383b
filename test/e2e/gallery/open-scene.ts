import type { BrowserContext, Page } from '@playwright/test'
import { groupOf } from '../../../renderer/steps/step-groups.ts'
import type { LandfallApi } from '../../../shared/window/requests.ts'
import type { RowsQuery } from '../../../shared/files/rescue.ts'
import type { AppState } from '../../../shared/window/state.ts'
import { pageOrigin } from './page-files.ts'
import type { Scene } from './states.ts'

/** What the page under test can be told and asked, in place of main. */
type Stage = { push: (state: AppState | null) => void; readonly calls: string[] }
type Staged = { landfall: LandfallApi; stage: Stage }

/** Opens the window's page with a scene in place of main, as far as its first content. */
export async function openScene(context: BrowserContext, scene: Scene): Promise<Page> {
  const page = await context.newPage()
  const problems = watchComplaints(page)
  await page.addInitScript(playMain, scene.state)
  await page.addInitScript(playOldLinks)
  // A page that has thrown never gets to its first content.
  const broken = page.waitForEvent('pageerror', { timeout: 0 }).then((error) => Promise.reject(error))
  broken.catch(() => undefined)
  await page.goto(pageOrigin)
  await Promise.race([
    page.waitForFunction(() => performance.getEntriesByName('landfall:first-content').length > 0),
    broken,
  ])
  await arrange(page, scene)
  if (problems.length > 0) throw new Error(`The page complains: ${problems.join(' | ')}`)
  return page
}

/** Everything that the page says on its console from now on, or throws. */
function watchComplaints(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  return problems
}

type OldLinkVerb = 'listOldLinks' | 'makeOldLink' | 'makeBookmarks'

/** The verbs for old links, added to main's part. It runs in the page too. */
function playOldLinks(): void {
  const { landfall, stage } = globalThis as unknown as Staged
  const noted =
    (name: string) =>
    (...given: readonly unknown[]): Promise<void> => {
      stage.calls.push(`${name} ${given.map((one) => JSON.stringify(one)).join(' ')}`)
      return Promise.resolve()
    }
  const verbs: Pick<LandfallApi, OldLinkVerb> = {
    listOldLinks: noted('listOldLinks'),
    makeOldLink: noted('makeOldLink'),
    makeBookmarks: noted('makeBookmarks'),
  }
  Object.assign(landfall, verbs)
}

/** Main's part, played in the page before its own script. It runs there alone, so it uses nothing of this file. */
function playMain(first: AppState): void {
  const listeners = new Set<(state: AppState) => void>()
  const calls: string[] = []
  let state = first
  // Without a state the window holds nothing, as before main has spoken: what was picked or unfolded is gone.
  const push = (next: AppState | null): void => {
    state = next ?? state
    listeners.forEach((listener) => listener(next as AppState))
  }
  // A list that is longer than its rows is made up as far as it is asked for, as main would hand it out.
  const answerRows = (query: RowsQuery): void => {
    const { rows } = state.rescue
    const [first] = rows?.rows ?? []
    if (rows === null || first === undefined || rows.total.files <= rows.rows.length) return
    const count = Math.min(query.count, rows.total.files - query.from)
    const made = Array.from({ length: count }, (_, place) => {
      const number = query.from + place
      const name = `File ${number}.docx`
      return { ...first, name, path: name, folder: `Folder ${Math.floor(number / 40)}` }
    })
    const answered = { ...state, rescue: { ...state.rescue, rows: { ...rows, query, rows: made } } }
    listeners.forEach((listener) => listener(answered))
  }
  const call = (name: string) => (argument?: string) => {
    calls.push(argument === undefined ? name : `${name} ${argument}`)
    return Promise.resolve()
  }
  const callWith =
    (name: string) =>
    (...given: readonly unknown[]) =>
      call(name)(given.map((one) => JSON.stringify(one)).join(' '))
  const landfall: Omit<LandfallApi, OldLinkVerb> = {
    ready: () => Promise.resolve(push(state)),
    signIn: call('signIn'),
    openSignInPage: call('openSignInPage'),
    copySignInCode: call('copySignInCode'),
    copyText: call('copyText'),
    chooseLanguage: (language) => {
      calls.push(`chooseLanguage ${language ?? 'none'}`)
      return Promise.resolve(push({ ...state, language }))
    },
    extendSignIn: call('extendSignIn'),
    tellPageNumber: (number) => call('tellPageNumber')(String(number)),
    cancelSignIn: call('cancelSignIn'),
    signOut: call('signOut'),
    runChecks: call('runChecks'),
    openRemedy: call('openRemedy'),
    openLibrary: call('openLibrary'),
    settleLibrary: callWith('settleLibrary'),
    stopScan: call('stopScan'),
    allowLook: call('allowLook'),
    stopComparison: call('stopComparison'),
    submitReport: call('submitReport'),
    listRescue: (query) => {
      const { from, order, isDescending, reason } = query
      calls.push(`listRescue ${from} ${order} ${isDescending ? 'down' : 'up'} ${reason ?? 'all'}`)
      return Promise.resolve(answerRows(query))
    },
    saveRecording: (isRedacted) => call('saveRecording')(String(isRedacted)),
    selectForRescue: callWith('selectForRescue'),
    planRescue: call('planRescue'),
    startRescue: call('startRescue'),
    pauseRescue: call('pauseRescue'),
    resumeRescue: call('resumeRescue'),
    stopRescue: call('stopRescue'),
    askWaiver: callWith('askWaiver'),
    waive: call('waive'),
    dropWaiverQuestion: call('dropWaiverQuestion'),
    unwaive: callWith('unwaive'),
    openRescueFolder: callWith('openRescueFolder'),
    onState: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  Object.assign(globalThis, { landfall, stage: { push, calls } })
}

/** Does what a person does before the scene is seen, and waits for what it loads. */
async function arrange(page: Page, { pick, unfold, saves, loads }: Scene): Promise<void> {
  if (pick !== undefined) {
    const toggle = page.locator('.steps-toggle')
    const step = page.locator(`[data-step="${pick}"]`)
    // A narrow window folds its steps away again after each press.
    for (const target of [page.locator(`[data-group="${groupOf(pick).id}"]`), step]) {
      if (await toggle.isVisible()) await toggle.click()
      await target.click()
    }
  }
  if (unfold === true) {
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
  }
  if (saves === true) {
    await page.locator('.help-button').click()
    await page.locator('.help-list [aria-haspopup="dialog"]').last().click()
  }
  if (loads !== undefined) await page.locator(loads).waitFor()
}

/**
 * One page that shows one scene after another, each as a window that was just opened shows it. The page is loaded
 * once: that takes longer than ten scenes.
 */
export function createStage(context: BrowserContext): (scene: Scene) => Promise<Page> {
  let opened: Page | null = null
  let hasDialog = false
  let problems: string[] = []
  return async (scene) => {
    // A dialog that is taken away instead of closed leaves the page hidden behind it.
    if (hasDialog) {
      await opened?.close()
      opened = null
    }
    hasDialog = scene.saves === true || scene.state.rescue.question !== null
    if (opened === null) {
      opened = await openScene(context, scene)
      problems = watchComplaints(opened)
      return opened
    }
    await pushState(opened, null)
    await opened.locator('.frame').waitFor({ state: 'detached' })
    await opened.evaluate(() => (globalThis as unknown as Staged).stage.calls.splice(0))
    await pushState(opened, scene.state)
    await arrange(opened, scene)
    await opened.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))))
    if (problems.length > 0) throw new Error(`The page complains: ${problems.splice(0).join(' | ')}`)
    return opened
  }
}

/** Pushes another state, as main would; null takes away what the window holds. */
export async function pushState(page: Page, state: AppState | null): Promise<void> {
  await page.evaluate((next) => (globalThis as unknown as Staged).stage.push(next), state)
}

/** The verbs that the page has asked for since it was opened. */
export async function readCalls(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as Staged).stage.calls)
}
