import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { contractFile, renderConsoleContract } from '../../../build/console-contract.ts'

describe('renderConsoleContract', () => {
  it('gives what the console reads the endpoint by', async () => {
    expect(await readFile(contractFile, 'utf8')).toBe(await renderConsoleContract())
  })
})
