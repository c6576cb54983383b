import { writeFile } from 'node:fs/promises'
import { contractFile, renderConsoleContract } from './console-contract.ts'

await writeFile(contractFile, await renderConsoleContract())
