import { describe, expect, it } from 'vitest'
import { chooseView, stepOf } from '../../../../renderer/steps/choose-view.ts'
import {
  cautionsOf,
  isShownAtEnd,
  findingsOf,
  findNextStep,
  type JourneyStep,
} from '../../../../renderer/steps/next-step.ts'
import { countDone, findStatus, listSteps } from '../../../../renderer/steps/step-status.ts'
import { findOpen } from '../../../../renderer/preflight/find-open.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { lastResult, type AppState } from '../../../../shared/window/state.ts'
import type { FindingCode } from '../../../../shared/findings/vocabulary.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

function sceneNamed(name: string): AppState {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`no scene ${name}`)
  return scene.state
}

/** The kind of screen, the step it belongs to, and the finding it leads with. */
function seen(name: string, picked: JourneyStep | null = null): string {
  const view = chooseView(sceneNamed(name), picked)
  const code = view.kind === 'findings' ? ` ${view.findings[0]?.code}` : ''
  return `${view.kind} ${stepOf(view) ?? 'none'}${code}`
}

describe('chooseView', () => {
  it('tells what macOS will ask before anything that a look finds, and holds the report back until then', () => {
    expect(seen('mac-asks')).toBe('access none')
    expect(seen('mac-asks', 'files')).toBe('access none')
    expect(seen('mac-asks', 'report')).toBe('access none')
    expect(seen('mac-asks', 'identity')).toBe('session identity')
    const before = chooseView({ ...sceneNamed('ready'), access: 'to-ask' }, null)
    expect(before.kind).toBe('access')
  })

  it.each(['not-due', 'signed-out', 'context-elevated'])(
    'asks for nothing on a Mac yet where the window shows %s',
    (name) => {
      expect(chooseView({ ...sceneNamed(name), access: 'to-ask' }, null).kind).not.toBe('access')
    },
  )

  it.each([
    ['a configuration that was refused', 'configuration-refused', 'configuration-refused none'],
    ['the sign-in for somebody who is signed out', 'signed-out', 'session identity'],
    ['the wait for the browser', 'signing-in', 'session identity'],
    ['why the sign-in failed', 'failed-wrong-tenant', 'session identity'],
    ['that the first check runs', 'checking-first', 'checking none'],
    [
      'the last result while the next is on its way',
      'checking-again',
      'findings account account.target-not-linked',
    ],
    ['that the check broke, with nothing older to show', 'check-broken', 'check-broken none'],
    [
      'what was found before the check broke',
      'check-broken-later',
      'findings account account.target-not-linked',
    ],
    ['that the move is not due, and no step', 'not-due', 'findings none plan.not-due'],
    ['that the person is not in the map, and no step', 'not-in-map', 'findings none plan.not-in-map'],
    [
      'a context that makes every step meaningless, before the sign-in',
      'context-elevated',
      'findings none context.elevated',
    ],
    [
      'the first step in the order that protects data',
      'account-not-linked',
      'findings account account.target-not-linked',
    ],
    [
      'what blocks before what the person can do',
      'account-blocked-by-policy',
      'findings account policy.allow-list-excludes-target',
    ],
    ['a drive that could not be asked for', 'web-unreachable', 'findings web web.unreachable'],
    ['the report when nothing is left', 'report-ready', 'report report'],
    ['the report although no one can tell about the sync', 'report-sync-unknown', 'report report'],
    ['the search for files, before the old account may go', 'scanning', 'scanning files'],
    ['that the search was stopped, as long', 'scan-stopped', 'scanning files'],
    ['that the computer is ready, before anybody has signed in', 'ready', 'ready none'],
    ['what to put right before the move', 'ready-paused', 'findings sync sync.paused'],
    ['the receipt', 'done', 'report report'],
  ])('shows %s', (_sentence, scene, expected) => {
    expect(seen(scene)).toBe(expected)
  })

  it.each<[string, string, JourneyStep, string]>([
    [
      'the findings of a later step',
      'account-not-linked',
      'old-account',
      'findings old-account old-account.linked',
    ],
    ['quiet words for a step that is settled', 'account-not-linked', 'web', 'quiet web'],
    ['quiet words for a step that this version does not check', 'account-not-linked', 'links', 'quiet links'],
    ['the report before its time', 'account-not-linked', 'report', 'report report'],
    [
      'the refused configuration whatever is picked',
      'configuration-refused',
      'folders',
      'configuration-refused none',
    ],
  ])('shows, when it is picked, %s', (_sentence, scene, picked, expected) => {
    expect(seen(scene, picked)).toBe(expected)
  })
})

describe('what the rest of the computer still has', () => {
  const state = sceneNamed('done-leftovers')
  const result = lastResult(state.check)

  it('keeps no one from the report where it informs, and does where the organisation requires more', () => {
    expect(chooseView(state, null).kind).toBe('report')
    if (result === null) throw new Error('no result')
    const steps = result.steps.map(({ id, outcome }) => ({ id, outcome }))
    expect(findNextStep({ ...result, steps })).toBe('workplace')
  })

  it('is told at the end and at its step, where the whole list is too', () => {
    const codes = ['workplace.office-uses-source', 'workplace.account-of-source', 'workplace.look-yourself']
    expect(cautionsOf(result).map(({ code }) => code)).toEqual(codes)
    expect(isShownAtEnd(result, 'workplace')).toBe(true)
    expect(isShownAtEnd(result, 'links')).toBe(false)
    const view = chooseView(state, 'workplace')
    expect(view.kind === 'findings' && view.findings.map(({ code }) => code)).toEqual([
      ...codes,
      'workplace.overview',
    ])
  })
})

describe('the order at the step of the rest of the computer', () => {
  const at = (code: FindingCode) =>
    createFinding(code, { source: 'registry', readAt: '2026-11-20T09:14:03Z' })

  it('keeps the account that all depends on last, also where somebody else has to act before', () => {
    const findings = [
      at('workplace.office-uses-source'),
      at('workplace.outlook-uses-source'),
      at('workplace.account-of-source'),
      at('workplace.device-of-source'),
      at('workplace.look-yourself'),
    ]
    const last = lastResult(sceneNamed('done-leftovers').check)
    if (last === null) throw new Error('no result')
    expect(findingsOf({ ...last, findings }, 'workplace')).toEqual(findings)
  })
})

describe('a folder that was looked through and may be anybody’s', () => {
  const state = sceneNamed('done-unclear-folder')
  const caution = 'files.unclear-looked-through'
  const shownAt = (picked: JourneyStep | null, of: AppState = state): unknown => {
    const view = chooseView(of, picked)
    return view.kind === 'findings' || view.kind === 'overview'
      ? view.findings.map(({ code }) => code)
      : view.kind
  }

  it('is shown at its step, and the step is done', () => {
    expect(shownAt('files')).toEqual([caution])
    expect(shownAt('web')).toBe('quiet')
    expect(findStatus(state, 'files', 'report')).toBe('done')
  })

  it('is shown at the end, where nothing else is left', () => {
    expect(shownAt(null)).toBe('report')
    expect(cautionsOf(lastResult(state.check)).map(({ code }) => code)).toEqual([caution])
    expect(cautionsOf(lastResult(sceneNamed('done').check))).toEqual([])
    expect(cautionsOf(null)).toEqual([])
  })

  it('is shown to a person who helps, on a replayed computer', () => {
    const replayed: AppState = { ...state, replay: { recordedAt: '2026-11-20T09:14:03Z' } }
    expect(shownAt(null, replayed)).toEqual([caution])
  })

  it('comes after what is open, and never makes a step the next one', () => {
    const result = lastResult(state.check)
    if (result === null) throw new Error('no result')
    const origin = { source: 'file-list', readAt: result.takenAt }
    const withOpen = (code: FindingCode) => ({
      ...result,
      findings: [
        ...result.findings,
        createFinding(code, origin),
        createFinding('old-account.linked', origin),
      ],
    })
    expect(findingsOf(withOpen('files.unreadable'), 'files').map(({ code }) => code)).toEqual([
      'files.unreadable',
      caution,
    ])
    expect(findNextStep(withOpen('files.not-looked-through'))).toBe('old-account')
  })

  it('does not end the wait for a look that was stopped', () => {
    const result = lastResult(state.check)
    if (result === null) throw new Error('no result')
    const origin = { source: 'file-list', readAt: result.takenAt }
    const findings = [...result.findings, createFinding('files.not-looked-through', origin)]
    const stopped: AppState = {
      ...state,
      scan: { kind: 'stopped' },
      check: { kind: 'done', result: { ...result, findings } },
    }
    expect(chooseView(stopped, null).kind).toBe('scanning')
  })
})

describe('findStatus', () => {
  const linked = sceneNamed('account-not-linked')
  it.each<[JourneyStep, string]>([
    ['identity', 'done'],
    ['web', 'done'],
    ['files', 'not-checked'],
    ['client', 'done'],
    ['account', 'now'],
    ['folders', 'waiting'],
    ['sync', 'not-checked'],
    ['old-account', 'waiting'],
    ['links', 'not-checked'],
    ['report', 'not-checked'],
  ])('of %s, with the account as the next step, is %s', (id, status) => {
    expect(findStatus(linked, id, 'account')).toBe(status)
  })

  it('never makes a step done that was not asked', () => {
    const statuses = listSteps(sceneNamed('not-due'), null)
    expect(statuses.filter(({ status }) => status === 'done').map(({ id }) => id)).toEqual(['identity'])
  })

  it('counts what is settled, and no step that this version does not check', () => {
    expect(countDone(listSteps(sceneNamed('done'), 'report'))).toBe(7)
  })
})

describe('before the move', () => {
  it('is one page of all that will hurt, and each step is still to be picked', () => {
    const state = sceneNamed('preflight')
    expect(chooseView(state, null).kind).toBe('preflight')
    expect(seen('preflight', 'sync')).toBe('findings sync sync.paused')
    expect(seen('preflight-fine')).toBe('preflight none')
    // While the folder is looked through, that is what is shown.
    const scanning: AppState = { ...state, scan: { kind: 'running', files: 1, foldersLeft: 1 } }
    expect(chooseView(scanning, null).kind).not.toBe('preflight')
  })

  it('has first what the person can do, then what others do, and nothing that passed', () => {
    const result = lastResult(sceneNamed('preflight').check)
    if (result === null) throw new Error('no result')
    const open = findOpen(result)
    expect(open.map(({ owner }) => owner)).toEqual(['user', 'user', 'user', 'admin', 'admin'])
    expect(open.map(({ code }) => code)).not.toContain('preflight.overview')
  })
})
