import { describe, expect, it } from 'vitest'
import { hasMacWords } from '../../../renderer/words-of.ts'
import { lastResult, type AppState } from '../../../shared/window/state.ts'
import { scenes } from '../../e2e/gallery/states.ts'

const scene = scenes.find(({ name }) => name === 'done')
if (scene === undefined) throw new Error('no scene')
const { state } = scene
const result = lastResult(state.check)
if (result === null) throw new Error('no result')

const replay = { recordedAt: '2026-11-20T09:14:03Z' }
const checked = (platform: 'windows' | 'macos' | 'linux'): AppState['check'] => ({
  kind: 'done',
  result: { ...result, machine: { ...result.machine, platform } },
})

describe('hasMacWords', () => {
  it.each([true, false])('speaks of this computer where nothing is replayed (Mac: %s)', (isMac) => {
    expect(hasMacWords(null, isMac)).toBe(isMac)
    expect(hasMacWords({ replay: null, check: checked(isMac ? 'windows' : 'macos') }, isMac)).toBe(isMac)
    expect(hasMacWords({ replay, check: { kind: 'running', last: null } }, isMac)).toBe(isMac)
  })

  it('speaks of the recorded computer in a replay', () => {
    expect(hasMacWords({ replay, check: checked('windows') }, true)).toBe(false)
    expect(hasMacWords({ replay, check: checked('linux') }, true)).toBe(false)
    expect(hasMacWords({ replay, check: checked('macos') }, false)).toBe(true)
  })
})
