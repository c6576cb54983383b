import { describe, expect, it } from 'vitest'
import { errorMeanings, meaningOfError } from '../../../../shared/move/live-source.ts'

describe('meaningOfError', () => {
  const cases = [
    ['IM-003', 'not-in-map'],
    ['CTM-101', 'not-in-map'],
    ['MIGR-004', 'relationship'],
    ['MIGR-002', 'not-in-group'],
    ['EXCH-15', 'try-again'],
    ['CTM-002', 'in-another-job'],
    ['MnASiteMoveIsInprogressOrFinished', 'in-another-job'],
    ['CTM-102', 'service-busy'],
    ['CTM-104', 'app-missing'],
    ['EXCH-07', 'other-workload'],
    ['CTTM-001', 'other-workload'],
    ['MnAOdbUsersAreNotLicensed', 'licence'],
    ['MnAOdbForSourceUPNDoesNotExist', 'person-or-map'],
    ['MnATargetUserDoesNotExist', 'person-or-map'],
    ['MnASiteMoveTargetUrlHasWriteConflict', 'target-exists'],
    ['MnATargetUrlNotValidForRename', 'path-too-long'],
    ['MnATrustNoSetupForPartner', 'tenant'],
    ['MnATargetSideEnvironmentHasConditionsThatBlockTheMove', 'tenant'],
    ['MnAMoveJobCreationFailed', 'job-not-made'],
    ['MnASomethingNew', 'unknown'],
    ['CTM-999', 'unknown'],
    ['', 'unknown'],
  ] as const

  it.each(cases)('%s means %s', (code, meaning) => expect(meaningOfError(code)).toBe(meaning))

  it('has a case for each meaning', () => {
    expect(new Set(cases.map(([, meaning]) => meaning))).toEqual(new Set(errorMeanings))
  })
})
