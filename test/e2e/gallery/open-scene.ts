import type { BrowserContext, Page } from '@playwright/test'
import { groupOf } from '../../../renderer/steps/step-groups.ts'
import type { LandfallApi } from '../../../shared/window/requests.ts'
import type { RowsQuery } from '../../../shared/files/rescue.ts'
import type { AppState } from '../../../shared/window/state.ts'
import { pageOrigin } from './page-files.ts'
import type { Scene } from './states.ts'

/** What the page under test can be told and asked, in place of main. */
type Stage = { push: (state: AppState) => void; readonly calls: string[] }
type Staged = { landfall: LandfallApi; stage: Stage }

/** Opens the window's page with a scene in place of main, as far as its first content. */
export async function openScene(context: BrowserContext, scene: Scene): Promise<Page> {
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await page.addInitScript((state: AppState) => {
    const listeners = new Set<(state: AppState) => void>()
    const calls: string[] = []
    const push = (next: AppState): void => listeners.forEach((listener) => listener(next))
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
      push({ ...state, rescue: { ...state.rescue, rows: { ...rows, query, rows: made } } })
    }
    const call = (name: string) => (argument?: string) => {
      calls.push(argument === undefined ? name : `${name} ${argument}`)
      return Promise.resolve()
    }
    const callWith =
      (name: string) =>
      (...given: readonly unknown[]) =>
        call(name)(given.map((one) => JSON.stringify(one)).join(' '))
    const landfall: LandfallApi = {
      ready: () => Promise.resolve(push(state)),
      signIn: call('signIn'),
      openSignInPage: call('openSignInPage'),
      copySignInCode: call('copySignInCode'),
      extendSignIn: call('extendSignIn'),
      tellPageNumber: (number) => call('tellPageNumber')(String(number)),
      cancelSignIn: call('cancelSignIn'),
      signOut: call('signOut'),
      runChecks: call('runChecks'),
      openRemedy: call('openRemedy'),
      stopScan: call('stopScan'),
      allowLook: call('allowLook'),
      stopComparison: call('stopComparison'),
      submitReport: call('submitReport'),
      listRescue: (query) => {
        calls.push(`listRescue ${query.from}`)
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
    const staged: Staged = { landfall, stage: { push, calls } }
    Object.assign(globalThis, staged)
  }, scene.state)
  await page.goto(pageOrigin)
  await page.waitForFunction(() => performance.getEntriesByName('landfall:first-content').length > 0)
  if (scene.pick !== undefined) {
    const toggle = page.locator('.steps-toggle')
    const step = page.locator(`[data-step="${scene.pick}"]`)
    // A narrow window folds its steps away again after each press.
    for (const target of [page.locator(`[data-group="${groupOf(scene.pick).id}"]`), step]) {
      if (await toggle.isVisible()) await toggle.click()
      await target.click()
    }
  }
  if (scene.unfold === true) {
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')))
  }
  if (scene.saves === true) {
    await page.locator('.help-button').click()
    await page.locator('.help-list button').last().click()
  }
  await load(page, scene)
  if (problems.length > 0) throw new Error(`The page complains: ${problems.join(' | ')}`)
  return page
}

async function load(page: Page, { loads }: Scene): Promise<void> {
  if (loads !== undefined) await page.locator(loads).waitFor()
}

/**
 * A page that shows one scene after another. Where a scene leaves something behind that a state does not clear
 * (a step picked, a part unfolded), the next one gets a page of its own.
 */
export function createStage(context: BrowserContext): (scene: Scene) => Promise<Page> {
  let clean: Page | null = null
  return async (scene) => {
    // A dialog takes its time to go, and hides the page until it has.
    const opensDialog = scene.saves === true || scene.state.rescue.question !== null
    const leavesTraces = scene.pick !== undefined || scene.unfold === true || opensDialog
    if (leavesTraces || clean === null) {
      await clean?.close()
      const page = await openScene(context, scene)
      clean = leavesTraces ? null : page
      return page
    }
    await pushState(clean, scene.state)
    await load(clean, scene)
    await clean.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))))
    return clean
  }
}

/** Pushes another state, as main would. */
export async function pushState(page: Page, state: AppState): Promise<void> {
  await page.evaluate((next) => (globalThis as unknown as Staged).stage.push(next), state)
}

/** The verbs that the page has asked for since it was opened. */
export async function readCalls(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as Staged).stage.calls)
}
