import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { tool } from '../../../build/run/tool.ts'

describe('a tool of the packages', () => {
  it.each(['electron-vite', 'oxlint', 'playwright', 'prettier', 'vite', 'vitest'] as const)(
    '%s is run by Node itself, without a shell and without what lies in `.bin`',
    (name) => {
      const { program, args } = tool(name, '--version')
      expect(program).toBe(process.execPath)
      const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { PATH: '' } })
      expect([status, stdout]).toEqual([0, expect.stringMatching(/\d\.\d/)])
    },
  )
})
