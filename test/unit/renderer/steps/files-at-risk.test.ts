import { describe, expect, it } from 'vitest'
import { filesAtRiskBeside, isAboutFilesAtRisk } from '../../../../renderer/steps/files-at-risk.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { findingCodes, meaningOf, type FindingCode } from '../../../../shared/findings/vocabulary.ts'
import { lastResult } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

/** Of the step `files`, and about no file that can be lost. */
const harmless: readonly FindingCode[] = ['files.settled', 'files.notebook-links', 'files.folder-guarded']

const template = scenes.map(({ state }) => lastResult(state.check)).find((result) => result !== null)

function besideOf(main: FindingCode, ...others: FindingCode[]): string[] {
  if (template === undefined) throw new Error('no scene has a result')
  const make = (code: FindingCode) => createFinding(code, { source: 'registry', readAt: template.takenAt })
  const result = { ...template, findings: [main, ...others].map(make) }
  return filesAtRiskBeside(make(main), result).map(({ code }) => code)
}

describe('a finding about files that can be lost', () => {
  it('is every one of the step of the files, but for those that are named as harmless', () => {
    const ofFiles = findingCodes.filter((code) => meaningOf(code).step === 'files')
    expect(ofFiles.filter((code) => !isAboutFilesAtRisk({ code })).toSorted()).toEqual(harmless.toSorted())
  })

  it.each<[FindingCode, FindingCode]>([
    ['policy.allow-list-excludes-target', 'files.not-uploaded'],
    ['client.disabled-by-policy', 'files.rescue-waiting'],
    ['web.drive-missing', 'files.unknown'],
    ['client.not-installed', 'files.not-looked-through'],
    ['old-account.linked', 'files.unreadable'],
  ])('is shown beside %s: %s', (main, atRisk) => {
    expect(besideOf(main, atRisk)).toEqual([atRisk])
  })

  it('is not repeated where the person gets to the files in order, nor at the step of the files itself', () => {
    expect(besideOf('account.target-not-linked', 'files.not-uploaded')).toEqual([])
    expect(besideOf('files.unknown', 'files.not-uploaded')).toEqual([])
  })

  it('is not said where nothing can be lost', () => {
    expect(besideOf('web.locked', 'files.folder-guarded', 'files.settled')).toEqual([])
  })
})
