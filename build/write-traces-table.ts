import { writeFile } from 'node:fs/promises'
import { deployFile, renderDeploy } from './traces-table.ts'

await writeFile(deployFile, await renderDeploy())
