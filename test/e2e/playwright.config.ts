import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../dist/e2e',
  workers: 2,
  retries: 0,
  // Limits that hold on a machine five times as slow; the slowest walk takes 42 s on a busy one.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
})
