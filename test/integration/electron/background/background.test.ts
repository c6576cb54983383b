import fc from 'fast-check'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { withMark } from '../../../../electron/background/mark-icon.ts'
import { readReminders, writeReminders } from '../../../../electron/background/reminder-file.ts'
import { readBackgroundTexts } from '../../../../electron/background/texts.ts'
import { toToastXml } from '../../../../electron/background/toast-xml.ts'
import { isInWave } from '../../../../shared/config/in-wave.ts'
import { noMemory } from '../../../../shared/outputs/reminders.ts'
import { languages } from '../../../../shared/words/languages.ts'
import {
  configOf,
  husk,
  newAccount,
  oldAccount,
  partnerAccount,
  read,
  unreadable,
} from '../../../unit/shared/cast.ts'

describe('what is remembered of reminders', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-reminders-'))
    file = path.join(folder, 'reminders.json')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const memory = { ...noMemory, promisedAt: '2026-11-26T09:00:00.000Z', dueSince: '2026-11-25T09:00:00.000Z' }

  it('comes back as it was, and leaves no half file', async () => {
    await writeReminders(file, configOf(), memory)
    expect(await readReminders(file, configOf())).toEqual(memory)
    expect(await readdir(folder)).toEqual(['reminders.json'])
  })

  it('is nothing for another move, and the way back is another one', async () => {
    await writeReminders(file, configOf(), { ...memory, isOver: true })
    expect(await readReminders(file, configOf({ direction: 'return' }))).toEqual(noMemory)
  })

  it('is nothing on another computer of the person, and what names none is believed', async () => {
    await writeReminders(file, configOf(), { ...memory, isOver: true }, 'a1')
    expect(await readReminders(file, configOf(), 'b2')).toEqual(noMemory)
    expect(await readReminders(file, configOf(), 'a1')).toEqual({ ...memory, isOver: true })
    await writeReminders(file, configOf(), memory)
    expect(await readReminders(file, configOf(), 'b2')).toEqual(memory)
  })

  it.each(['', '{', '[]', '{"formatVersion":1,"promisedAt":"soon"}'])(
    'is nothing where the file holds %j',
    async (text) => {
      await writeFile(file, text)
      expect(await readReminders(file, configOf())).toEqual(noMemory)
    },
  )
})

describe('isInWave', () => {
  it.each([
    ['the old account', read([oldAccount, partnerAccount]), true],
    ['the new account', read([newAccount]), true],
    ['neither', read([partnerAccount]), false],
    ['what unlinking left', read([husk]), false],
    ['no account', read([]), false],
    ['something unreadable', unreadable(), true],
    [
      'an account of an untold tenant',
      read([{ ...partnerAccount, tenantId: null, tenantUntold: 'x' }]),
      true,
    ],
  ])('with %s', (_what, accounts, expected) => {
    expect(isInWave(accounts, configOf())).toBe(expected)
  })
})

describe('the words outside the window', () => {
  const next = Date.parse('2026-11-26T09:30:00Z')

  it('say an exact time, and the last day', async () => {
    const texts = await readBackgroundTexts('en', 'Fabrikam')
    expect(texts.title).toBe('Your move to Fabrikam is not finished')
    const time = texts.text(next, '2026-12-31')
    expect(time).toMatch(/finish it by Thursday.* 31.* again on Thursday.* 26 /)
    expect(texts.remindAt(next)).toMatch(/\d\d:30/)
  })

  it.each(languages)('leave no place unfilled in %s', async (language) => {
    const texts = await readBackgroundTexts(language, 'Fabrikam')
    const all = [
      texts.title,
      texts.text(next, undefined),
      texts.text(next, '2026-12-31'),
      texts.remindAt(next),
      texts.done.title,
      texts.done.text,
    ]
    for (const text of all) expect(text).not.toMatch(/\{\{/)
  })
})

describe('toToastXml', () => {
  it('has one button, which opens the window by its link', () => {
    const toast = create(toToastXml({ title: 'A', text: 'B', open: 'C' })).toObject()
    expect(toast).toMatchObject({
      toast: {
        '@launch': 'landfall:',
        visual: { binding: { text: ['A', 'B'] } },
        actions: { action: { '@content': 'C', '@arguments': 'landfall:', '@activationType': 'protocol' } },
        audio: { '@silent': 'true' },
      },
    })
  })

  it('is XML, whatever the organisation is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const action = create(toToastXml({ title: name, text: name, open: name })).root().node
        expect(action.nodeName).toBe('toast')
      }),
    )
  })
})

describe('withMark', () => {
  const side = 32
  const blank = Buffer.alloc(side * side * 4)
  const alphaAt = (pixels: Buffer, x: number, y: number): number => pixels[(y * side + x) * 4 + 3] ?? 0

  it('marks the lower right corner and leaves the rest as it was', () => {
    const marked = withMark(blank, side, 'to-do')
    expect(alphaAt(marked, 23, 23)).toBe(0xff)
    expect(alphaAt(marked, 8, 8)).toBe(0)
    expect(alphaAt(blank, 23, 23)).toBe(0)
  })

  it('tells the states apart without colour', () => {
    const brightness = (pixels: Buffer): number[] => [...pixels].map((value) => (value > 0xf0 ? 1 : 0))
    expect(brightness(withMark(blank, side, 'to-do'))).not.toEqual(
      brightness(withMark(blank, side, 'waiting')),
    )
  })
})
