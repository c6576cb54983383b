import { describe, expect, it } from 'vitest'
import { judgeClient } from '../../../../shared/checks/client.ts'
import type { ClientFacts } from '../../../../shared/facts/machine.ts'
import { goodClient, read, unreadable } from '../cast.ts'

const cases: [says: string, client: Partial<ClientFacts>, minimum: string | null, codes: string[]][] = [
  ['is content with a client that is there, new enough and running', {}, '26.100', []],
  [
    'sees that it is not installed, and then asks nothing more of it',
    { installed: false, running: false },
    '26.100',
    ['client.not-installed'],
  ],
  ['sees that it does not run', { running: false }, null, ['client.not-running']],
  [
    'cannot tell whether it runs when the processes were not shown',
    { running: null },
    null,
    ['client.unknown'],
  ],
  ['sees that it is older than the minimum', { version: '26.070.0414.0001' }, '26.100', ['client.outdated']],
  [
    'takes 26.168 for newer than 26.70, which it is not as text',
    { version: '26.70' },
    '26.168',
    ['client.outdated'],
  ],
  ['takes the minimum itself for good enough', { version: '26.100.0.0' }, '26.100', []],
  ['cannot tell the age of a client without a version', { version: null }, '26.100', ['client.unknown']],
  ['cannot tell the age of a version that is none', { version: 'beta' }, '26.100', ['client.unknown']],
  ['does not ask for a version where no minimum is configured', { version: null }, null, []],
  [
    'names the policy alone when it switches the client off',
    { disabledByPolicy: true, running: false },
    '99',
    ['client.disabled-by-policy'],
  ],
  [
    'says both that it is old and that it does not run',
    { version: '17.3', running: false },
    '26.100',
    ['client.outdated', 'client.not-running'],
  ],
]

describe('judgeClient', () => {
  it.each(cases)('%s', (_says, client, minimum, codes) => {
    const findings = judgeClient(read({ ...goodClient, ...client }), minimum)
    expect(findings.map(({ code }) => code)).toEqual(codes)
  })

  it('cannot tell when the client could not be looked at, and keeps the reason', () => {
    expect(judgeClient(unreadable(), null)).toMatchObject([
      { code: 'client.unknown', outcome: 'unknown', evidence: { reason: 'access denied' } },
    ])
  })
})
