import { readFile } from 'node:fs/promises'
import path from 'node:path'
import packageFile from '../../package.json' with { type: 'json' }
import { parseJson } from '../../shared/text/parse-json.ts'

/** Who asks, and which of us: in the log, in reports, on the server's side. */
export const identity = { name: 'Landfall', version: packageFile.version }

/** Whether the package in `appFolder` says of itself that a stand-in is in the place of Electron (`build/package/stage-app.ts`). */
export async function readIsStandIn(appFolder: string): Promise<boolean> {
  const text = await readFile(path.join(appFolder, 'package.json'), 'utf8').catch(() => '')
  const manifest = parseJson(text)
  return (
    typeof manifest === 'object' && manifest !== null && 'standIn' in manifest && manifest.standIn === true
  )
}
