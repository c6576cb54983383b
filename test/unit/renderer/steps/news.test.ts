import { describe, expect, it } from 'vitest'
import { chooseView, stepOf } from '../../../../renderer/steps/choose-view.ts'
import { toKnown, toNews, type News } from '../../../../renderer/steps/news.ts'
import type { AppState } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

function sceneOf(name: string): AppState {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`No scene ${name}`)
  return scene.state
}

/** What is new at the last of these states, having seen the others. */
function newsOf(...states: readonly AppState[]): News[] {
  let known = null
  let news: News[] = []
  for (const state of states) {
    const now = toKnown(known, state, stepOf(chooseView(state, null)))
    news = known === null ? [] : toNews(known, now)
    known = now
  }
  return news
}

const notLinked = sceneOf('account-not-linked')
const done = sceneOf('report-ready')

describe('toNews', () => {
  it('names each step that was open and is done', () => {
    const [news] = newsOf(notLinked, done)
    expect(news).toEqual({ kind: 'steps-done', steps: ['account', 'folders', 'old-account'] })
  })

  it('has nothing new in the first result: the screen shows it', () => {
    expect(newsOf(sceneOf('checking-first'), notLinked)).toEqual([])
  })

  it('does not count a step as done again after each look', () => {
    const looking: AppState = { ...done, scan: { kind: 'running', files: 10, foldersLeft: 2 } }
    expect(newsOf(done, looking, done)).toEqual([])
  })

  it('names what was found since, and not what was known', () => {
    const [, news] = newsOf(sceneOf('client-not-running'), notLinked)
    expect(news?.kind === 'found' && news.findings.map(({ code }) => code)).toEqual([
      'account.target-not-linked',
      'folders.in-source',
      'old-account.linked',
    ])
  })

  it('remembers over a check that is under way what was known', () => {
    const running: AppState = { ...notLinked, check: { kind: 'running', last: null } }
    expect(newsOf(notLinked, running, notLinked)).toEqual([])
  })

  it('says how many files were copied, and how many not', () => {
    const rest: AppState = { ...sceneOf('files-rest'), proof: { kind: 'none' } }
    expect(newsOf(sceneOf('files-copying'), rest)).toContainEqual({ kind: 'copied', files: 2, failed: 3 })
  })

  it('says that a receipt has arrived, and not that there is one of an earlier day', () => {
    const receipt: News = { kind: 'receipt', receipt: 'R-7K3QF2' }
    expect(newsOf(sceneOf('report-sending'), sceneOf('done'))).toContainEqual(receipt)
    const opening: AppState = { ...sceneOf('done'), report: { kind: 'none' } }
    expect(newsOf(opening, sceneOf('done'))).toEqual([])
  })

  it('says once why Microsoft cannot be asked', () => {
    const waiting = sceneOf('files-waiting')
    const unable = sceneOf('files-waiting-signed-out')
    expect(newsOf(waiting, unable)).toMatchObject([{ kind: 'proof-unable', obstacle: 'sign-in-needed' }])
    expect(newsOf(waiting, unable, { ...unable })).toEqual([])
  })
})
