import { spawnSync } from 'node:child_process'
import { cp } from 'node:fs/promises'
import path from 'node:path'
import { bundleForNode } from '../../build/bundle-cli.ts'
import { repositoryFolder } from './measure.ts'

const compiler = 'x86_64-w64-mingw32-gcc'

/** Puts into a folder of the Windows drive: Node, koffi, our side by the names of its files, and theirs from C. */
export async function installSides(
  place: string,
  ours: Readonly<Record<string, string>>,
  theirs: { readonly source: string; readonly program: string },
): Promise<void> {
  const toFile = (file: string): string => path.join(repositoryFolder, 'test', file)
  await bundleForNode(
    Object.fromEntries(Object.entries(ours).map(([name, file]) => [name, toFile(file)])),
    place,
  )
  await cp(path.join(needed('LANDFALL_WINDOWS_NODE'), 'node.exe'), path.join(place, 'node.exe'))
  const packages = path.join(place, 'node_modules')
  await cp(path.join(repositoryFolder, 'node_modules/koffi'), path.join(packages, 'koffi'), {
    recursive: true,
    dereference: true,
  })
  await cp(needed('LANDFALL_WINDOWS_KOFFI'), path.join(packages, '@koromix/koffi-win32-x64'), {
    recursive: true,
  })
  const words = ['-O2', '-municode', '-o', path.join(place, theirs.program), toFile(theirs.source)]
  const { status, stderr } = spawnSync(compiler, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${compiler}: ${stderr}`)
}

function needed(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; npm run bench sets it`)
  return value
}
