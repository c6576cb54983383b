import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { markerKey } from '../../../../shared/installation/app-id.ts'
import { isAskedToLeave, leaveValue } from '../../../../shared/installation/leave-request.ts'
import { mayLeave } from '../../../../shared/window/may-leave.ts'
import { initialState, type AppState } from '../../../../shared/window/state.ts'

const now = Date.parse('2026-11-29T01:00:00Z')
const seconds = (ago: number): string => String(now / 1000 - ago)

describe('isAskedToLeave', () => {
  it('is true of what an installer has just written, also where the clock was put back a little', () => {
    for (const ago of [0, 59, 500, -30]) expect(isAskedToLeave(seconds(ago), now)).toBe(true)
  })

  it('is false of what one that was cut off has left, of nothing, and of what is no time', () => {
    const values = [null, '', 'soon', '-1', '1e9', seconds(601), seconds(-90), '9'.repeat(13)]
    for (const value of values) expect([value, isAskedToLeave(value, now)]).toEqual([value, false])
  })

  it('reads the value that the installer writes', async () => {
    const read = (name: string): Promise<string> =>
      readFile(new URL(`../../../../build/installer/${name}`, import.meta.url), 'utf8')
    expect(await read('leave.nsh')).toContain(`!define LEAVE_VALUE "${leaveValue}"`)
    expect(await read('landfall.nsi')).toContain(`!define MARKER_KEY "${markerKey}"`)
  })
})

describe('mayLeave', () => {
  const idle: AppState = {
    ...initialState,
    app: { name: 'Landfall', version: '1.0.0' },
    configuration: { kind: 'refused', path: '', problems: [] },
  }
  const { rescue } = idle

  it('is true of a window that waits for its person', () => {
    expect(mayLeave(idle)).toBe(true)
    expect(mayLeave({ ...idle, session: { kind: 'signed-out' } })).toBe(true)
    expect(mayLeave({ ...idle, rescue: { ...rescue, run: { kind: 'copied' } } })).toBe(true)
  })

  it('spares a rescue that plans, copies, or is paused in the middle', () => {
    const amount = { files: 1, bytes: 1 }
    const progress = { done: amount, of: amount } as never
    for (const isPaused of [true, false])
      expect(mayLeave({ ...idle, rescue: { ...rescue, run: { kind: 'copying', progress, isPaused } } })).toBe(
        false,
      )
    expect(mayLeave({ ...idle, rescue: { ...rescue, run: { kind: 'planning' } } })).toBe(false)
    expect(mayLeave({ ...idle, rescue: { ...rescue, compared: { done: amount, of: amount } } })).toBe(false)
  })

  it('spares a sign-in that is open, and what is being saved or sent', () => {
    const session = { kind: 'signing-in', page: { kind: 'browser' }, until: '2026-11-29T01:05:00Z' } as const
    expect(mayLeave({ ...idle, session })).toBe(false)
    expect(mayLeave({ ...idle, report: { kind: 'sending', json: '{}' } })).toBe(false)
    expect(mayLeave({ ...idle, recording: { kind: 'saving' } })).toBe(false)
  })
})
