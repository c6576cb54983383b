import { describe, expect, it } from 'vitest'
import { listInstalled } from '../../../build/advisories.ts'
import { readAudit } from '../../../build/ask-registry.ts'

const lock = {
  packages: {
    '': { name: 'landfall' },
    'node_modules/minimist': { version: '1.2.5' },
    'node_modules/a': { version: '1.0.0', dev: true },
    'node_modules/a/node_modules/minimist': { version: '0.2.0', dev: true },
  },
}
const installed = listInstalled(lock)

describe('readAudit', () => {
  it('names each place of a package that npm audit found, and not what only depends on it', () => {
    // As npm 11 prints it, cut to what is read.
    const said = {
      auditReportVersion: 2,
      vulnerabilities: {
        a: { name: 'a', severity: 'critical', via: ['minimist'], nodes: ['node_modules/a'] },
        minimist: {
          name: 'minimist',
          severity: 'critical',
          via: [
            {
              source: 1_097_678,
              name: 'minimist',
              title: 'Prototype Pollution in minimist',
              url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h',
              severity: 'critical',
              range: '<0.2.4 || >=1.0.0 <1.2.6',
            },
          ],
          nodes: ['node_modules/a/node_modules/minimist', 'node_modules/minimist'],
        },
      },
    }
    const lines = readAudit(said, lock, installed).map(
      ({ name, version, isTool, severity }) => `${name}@${version} ${isTool ? 'tool' : 'ships'} ${severity}`,
    )
    expect(lines).toEqual(['minimist@0.2.0 tool critical', 'minimist@1.2.5 ships critical'])
  })

  it('says in words that a registry does not answer, and takes nothing else for “clean”', () => {
    expect(readAudit({ auditReportVersion: 2, vulnerabilities: {} }, lock, installed)).toEqual([])
    const refused = { message: '405 Method Not Allowed - POST …/advisories/bulk', statusCode: 405 }
    expect(() => readAudit(refused, lock, installed)).toThrow('405 Method Not Allowed')
    expect(() => readAudit({}, lock, installed)).toThrow()
  })
})
