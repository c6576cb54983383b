import { describe, expect, it } from 'vitest'
import {
  driveAnswerKinds,
  driveMeanings,
  toDriveAnswerKind,
  type DriveAnswerKind,
} from '../../../../shared/files/drive-answer.ts'
import { meaningOf } from '../../../../shared/findings/vocabulary.ts'

type Case = readonly [kind: DriveAnswerKind, status: number, code: string, message: string]

/** Bodies as they were seen in public (microsoft-graph-docs#1354, #11344, #12216; msgraph-sdk-dotnet#579; corso#3846). */
const cases: readonly Case[] = [
  ['found', 200, '', ''],
  ['absent', 404, 'itemNotFound', 'The resource could not be found.'],
  ['not-visible', 404, 'itemNotFound', "User's mysite not found."],
  ['not-visible', 404, 'ResourceNotFound', "User's mysite not found."],
  ['not-visible', 404, 'UnknownError', ''],
  ['not-understood', 404, '', '<html>'],
  ['person-unlicensed', 400, 'BadRequest', 'User does not have a valid license.'],
  ['tenant-unlicensed', 400, 'BadRequest', 'Tenant does not have a SPO license.'],
  ['token-refused', 401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  ['network-refused', 401, 'unauthenticated', ''],
  ['network-refused', 401, '', ''],
  ['refused', 403, 'accessDenied', ''],
  ['locked', 423, 'resourceLocked', ''],
  ['busy', 429, 'activityLimitReached', ''],
  ['busy', 503, '', ''],
  ['not-understood', 500, 'generalException', ''],
]

describe('toDriveAnswerKind', () => {
  it.each(cases)('means %s by %d %j %j', (kind, status, code, message) => {
    expect(toDriveAnswerKind({ status, code, message })).toBe(kind)
  })

  it('has a case for every kind', () => {
    expect(new Set(cases.map(([kind]) => kind))).toEqual(new Set(driveAnswerKinds))
  })

  it.each([
    [401, 'token-refused'],
    [403, 'token-refused'],
    [404, 'not-understood'],
    [423, 'locked'],
    [503, 'busy'],
  ])('means by %d, where no token was sent, %s', (status, kind) => {
    expect(toDriveAnswerKind({ status, code: '', message: '', hasToken: false })).toBe(kind)
  })
})

describe('driveMeanings', () => {
  it.each(Object.entries(driveMeanings))('has for %s the owner of its finding', (_, { finding, owner }) => {
    expect(meaningOf(finding).owner).toBe(owner)
  })
})
