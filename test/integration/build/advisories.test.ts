import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareSemver, findAffected, listInstalled, readAdvisory } from '../../../build/advisories.ts'

const installed = listInstalled({
  packages: {
    '': { name: 'landfall' },
    'node_modules/left': { version: '1.4.0' },
    'node_modules/tool': { version: '2.0.0-beta.2', dev: true },
    'node_modules/a/node_modules/tool': { version: '2.0.0-beta.2' },
    'node_modules/alias': { name: '@real/name', version: '1.0.0', dev: true },
    'node_modules/electron': { version: '45.5.0', dev: true },
  },
})
const about = (name: string, events: object[], more: object = {}) => {
  const advisory = readAdvisory({
    id: 'GHSA-x',
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }],
    ...more,
  })
  if (advisory === null) throw new Error('not an advisory')
  return findAffected(installed, [advisory]).map((each) => `${each.name} ${each.isTool ? 'tool' : 'ships'}`)
}

describe('findAffected', () => {
  it('knows what is in a range and what is not any more', () => {
    expect(about('left', [{ introduced: '0' }, { fixed: '1.4.1' }])).toEqual(['left ships'])
    expect(about('left', [{ introduced: '0' }, { fixed: '1.4.0' }])).toEqual([])
    expect(about('left', [{ introduced: '1.4.1' }])).toEqual([])
    expect(about('left', [{ introduced: '1.0.0' }, { last_affected: '1.4.0' }])).toEqual(['left ships'])
    expect(about('left', [{ introduced: '1.0.0' }, { last_affected: '1.3.9' }])).toEqual([])
    const twice = [{ introduced: '0' }, { fixed: '1.0.0' }, { introduced: '1.3.0' }, { fixed: '1.5.0' }]
    expect(about('left', twice)).toEqual(['left ships'])
    expect(about('left', [...twice].reverse())).toEqual(['left ships'])
    expect(about('left', [{ fixed: '1.4.0' }, { introduced: '0' }])).toEqual([])
  })

  it('passes over commits, and does not guess at a version that cannot be compared', () => {
    const affected = [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'GIT', events: [{ introduced: '0' }, { fixed: 'f00baa' }] }],
      },
    ]
    expect(about('left', [], { affected })).toEqual([])
    expect(() => about('left', [{ introduced: 'one' }])).toThrow('one is not a version')
  })

  it('says how bad it is, in words or as a vector, or that no one said so', () => {
    const severityOf = (more: object): string | undefined => {
      const advisory = readAdvisory({
        id: 'GHSA-x',
        affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.4.0'] }],
        ...more,
      })
      return advisory === null ? undefined : findAffected(installed, [advisory])[0]?.severity
    }
    const vector = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N' }]
    expect(severityOf({ severity: vector, database_specific: { severity: 'HIGH' } })).toBe('high')
    expect(severityOf({ severity: vector })).toBe('CVSS:3.1/AV:N')
    expect(severityOf({})).toBe('unknown severity')
  })

  it('counts a tool that ships at one place as shipped, and knows a package under another name', () => {
    expect(about('tool', [{ introduced: '2.0.0-beta.1' }])).toEqual(['tool ships'])
    expect(about('@real/name', [{ introduced: '0' }])).toEqual(['@real/name tool'])
    expect(about('alias', [{ introduced: '0' }])).toEqual([])
    expect(about('electron', [{ introduced: '0' }])).toEqual(['electron ships'])
  })

  it('passes over what was withdrawn and what is no advisory', () => {
    expect(about('left', [{ introduced: '0' }], { withdrawn: '2026-01-01T00:00:00Z' })).toEqual([])
    expect(readAdvisory({ summary: 'no id' })).toBeNull()
  })
})

describe('compareSemver', () => {
  it('goes by the order of Semantic Versioning', () => {
    const inOrder = [
      '0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
    ]
    expect([...inOrder].reverse().toSorted(compareSemver)).toEqual(inOrder)
    expect(compareSemver('1.0.0+build', '1.0.0')).toBe(0)
  })
})

describe('scan-advisories', () => {
  it.each([
    [
      'an advisory about others',
      { id: 'GHSA-x', affected: [{ package: { ecosystem: 'npm', name: 'nobody-has-it' } }] },
      0,
    ],
    ['one of a form that is not known', { id: 'GHSA-x', affected: [{ package: 'npm' }], from: 'npm' }, 2],
  ])('ends on %s with its own code', async (_name, advisory, code) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-advisories-'))
    await writeFile(path.join(folder, 'GHSA-x.json'), JSON.stringify(advisory))
    const { status } = spawnSync(process.execPath, ['build/scan-advisories.ts', folder])
    await rm(folder, { recursive: true })
    expect(status).toBe(code)
  })
})
