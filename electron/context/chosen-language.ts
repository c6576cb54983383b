import { z } from 'zod'
import { parseJson } from '../../shared/text/parse-json.ts'
import { languages, type Language } from '../../shared/words/languages.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'
import type { Log } from './log.ts'

/** Beside the person's other data. */
export const chosenLanguageName = 'language.json'

const schema = z.object({ formatVersion: z.literal(1), language: z.enum(languages).nullable() })

/** The language that the person has chosen in the window; null where they have not, or the file cannot be read. */
export async function readChosenLanguage(file: string): Promise<Language | null> {
  const bytes = await readIfPresent(file).catch(() => null)
  return schema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8'))).data?.language ?? null
}

/** Remembers the choice. A disk that does not take it costs only memory: this window has the language all the same. */
export async function keepChosenLanguage(file: string, language: Language | null, log: Log): Promise<void> {
  const content = `${JSON.stringify({ formatVersion: 1, language })}\n`
  await writeDurably(file, content).catch((error: unknown) => log.warn('language-not-kept', { error }))
}
