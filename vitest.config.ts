import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Every core: by itself the runner leaves one idle, which here is half of them.
    maxWorkers: '100%',
    // A limit that holds on a machine five times as slow; the slowest test takes 13 s on an idle one.
    testTimeout: 180_000,
    hookTimeout: 400_000,
    expect: { poll: { timeout: 100_000 } },
  },
})
