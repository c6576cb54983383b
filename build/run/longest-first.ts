import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Measured on two idle cores; a file that waits for real time limits must not be the last one to begin.
const longest = [
  'admin/silence',
  'admin/quorum',
  'electron/held-files',
  'docs/app-registration',
  'admin/main',
  'admin/console/open-recording',
  'electron/platform/recording/export-recording',
  'build/intune/powershell',
  'admin/containers',
]

/** Begins with the files that take longest, so that a gate does not end by waiting for one of them. */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/integration/${name}.test.ts`))
      return place === -1 ? longest.length : place
    }
    return Promise.resolve([...files].sort((a, b) => rank(a) - rank(b)))
  }
}
