import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Each file has a Windows of its own, and most of the time waits for it.
  test: {
    include: ['test/install/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
})
