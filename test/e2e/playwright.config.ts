import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../dist/e2e',
  workers: 2,
  retries: 0,
  timeout: 60_000,
  reporter: 'list',
})
