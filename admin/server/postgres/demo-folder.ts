import { existsSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PostgresRefused } from '../database/postgres-refused.ts'
import { openDataFolder } from './data-folder.ts'
import { startEmbeddedPostgres } from './embedded.ts'

/** Says that everything beside it may be deleted. */
const marker = 'landfall-demonstration'

/**
 * Makes an empty folder for a demonstration's data, also of what one left behind that was killed. Throws `PostgresRefused`
 * where something else lies in it, or another demonstration is using it.
 */
export async function makeDemoFolder(folder: string): Promise<void> {
  const content: readonly string[] = await readdir(folder).catch(() => [])
  if (content.includes(marker)) await clearFolder(folder)
  else if (content.length > 0)
    throw new PostgresRefused(
      'data.not-a-database',
      `${folder} is for the data of a demonstration, and something else is in it. Nothing in it was changed. Move it away and start again.`,
    )
  // As root the database runs under another account, which has to walk there.
  await openDataFolder(folder, process.getuid?.() === 0 ? undefined : 0o700)
  await writeFile(path.join(folder, marker), 'Made by --demo, and deleted when that ends.\n')
}

/** Deletes the folder with all that a demonstration has put there. */
export async function removeDemoFolder(folder: string): Promise<void> {
  if (existsSync(path.join(folder, marker))) await rm(folder, { recursive: true, force: true })
}

async function clearFolder(folder: string): Promise<void> {
  if (existsSync(path.join(folder, 'postgres'))) await endDatabase(folder)
  await removeDemoFolder(folder)
}

/** The database of a demonstration that was killed runs on. */
async function endDatabase(folder: string): Promise<void> {
  try {
    const { stop } = await startEmbeddedPostgres(folder, { as: 'endpoint' })
    await stop()
  } catch (error) {
    // What is in the folder may be half made: it is deleted, unless somebody is at work there.
    if (!(error instanceof PostgresRefused) || error.code === 'data.in-use') throw error
  }
}
