import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../dist/e2e',
  // A window waits for most of its time.
  workers: 3,
  retries: 0,
  // Limits that hold on a machine five times as slow; on one at load 20 a walk of 18 s took 180 s.
  timeout: 480_000,
  expect: { timeout: 120_000 },
  reporter: 'list',
})
