import { describe, expect, it } from 'vitest'
import { isAllDone, toDoneLines } from '../../../../renderer/steps/done-lines.ts'
import type { AppState } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

function sceneNamed(name: string): AppState {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`no scene ${name}`)
  return scene.state
}

function linesOf(name: string): string[] {
  return toDoneLines(sceneNamed(name)).map(({ step, status }) => `${step} ${status}`)
}

describe('the lines of the end', () => {
  it('are what a person asks, the files first, where everything was checked', () => {
    expect(linesOf('done-all')).toEqual([
      'files done',
      'folders done',
      'account done',
      'old-account done',
      'links done',
    ])
    expect(isAllDone(toDoneLines(sceneNamed('done-all')))).toBe(true)
  })

  it('name every step that was not checked, and are not all done then', () => {
    expect(linesOf('done')).toContain('sync left-out')
    expect(isAllDone(toDoneLines(sceneNamed('done')))).toBe(false)
    expect(isAllDone(toDoneLines(sceneNamed('done-link-unknown')))).toBe(false)
  })

  it('say what became of the files', () => {
    const [files] = toDoneLines(sceneNamed('done-all'))
    expect(files?.files.map(({ kind, amount }) => `${kind} ${amount.files}`)).toEqual([
      'proven 4',
      'waived 2',
    ])
  })

  it('carry the finding that says why something could not be told', () => {
    const links = toDoneLines(sceneNamed('done-link-unknown')).find(({ step }) => step === 'links')
    expect(links?.finding?.code).toBe('links.redirect-unknown')
  })
})
