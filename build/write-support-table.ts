import { writeFile } from 'node:fs/promises'
import { renderSupportTable } from './support-table.ts'

await writeFile(new URL('../docs/support-table.md', import.meta.url), await renderSupportTable())
