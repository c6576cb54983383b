import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { renderSupportTable } from '../../../build/support-table.ts'

describe('renderSupportTable', () => {
  it('gives what docs/support-table.md says', async () => {
    const written = await readFile(new URL('../../../docs/support-table.md', import.meta.url), 'utf8')
    expect(written).toBe(await renderSupportTable())
  })
})
