import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './build/run/longest-first.ts'

const warnings = ['SecurityWarning', 'PERM0001'].map((name) => `--disable-warning=${name}`)

export default defineConfig({
  test: {
    // A limit that holds on a machine five times as slow; the slowest test takes 13 s on an idle one.
    testTimeout: 180_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 100_000 } },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          setupFiles: ['test/unit/open-no-port.ts'],
          // Pure, and held to it: Node refuses a write, a process and a thread; the set-up file a port.
          execArgv: ['--permission', '--allow-fs-read=*', '--allow-addons', ...warnings],
          isolate: false,
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/build-programs.ts'],
          // Each file leaves its process as it found it, so that the next one need not load everything again.
          isolate: false,
          // These wait for databases, processes and disks for most of their time.
          maxWorkers: 2 * availableParallelism(),
          // After the unit tests, where both are run: two projects with workers of their own take turns.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
