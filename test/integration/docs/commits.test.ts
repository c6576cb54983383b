import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')

/** Subjects of the newest commits; none in an archive without a history. */
function readSubjects(): string[] {
  try {
    return execFileSync('git', ['log', '-50', '--no-merges', '--format=%s'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split('\n')
  } catch {
    return []
  }
}

describe('the subjects of the newest commits', () => {
  const subjects = readSubjects()
  it.skipIf(subjects.length === 0)('have a conventional type, and at most 72 characters', () => {
    const form = /^(?:feat|fix|refactor|test|docs|build|chore|perf|style|ci)(?:\([a-z0-9-]+\))?!?: \S/
    expect(subjects.filter((subject) => !form.test(subject) || subject.length > 72)).toEqual([])
  })
})
