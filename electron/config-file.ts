import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { parseConfig, type ConfigResult } from '../shared/config.ts'

/** The configuration or why there is none, and the file it is about. */
export type ConfigReading = ConfigResult & { readonly path: string }

const maximumBytes = 1024 * 1024

/**
 * Reads the configuration: the file asked for, else `landfall.json` beside a recording, else the machine's
 * own. A file that was asked for and is missing is not replaced by another.
 */
export async function readConfigFile(
  configFile: string | null,
  machineFolder: string | null,
): Promise<ConfigReading> {
  if (configFile !== null) return await readOne(configFile)
  const beside = machineFolder === null ? null : await readOne(path.join(machineFolder, 'landfall.json'))
  if (beside !== null && beside.kind !== 'missing') return beside
  const own = await readOne(machineConfigPath(process.platform, process.env))
  // Who names a recording is helped by the place in that recording, not by the one on this computer.
  return own.kind === 'missing' && beside !== null ? beside : own
}

/** Where an administrator puts the configuration for everybody on the computer. */
export function machineConfigPath(system: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  switch (system) {
    case 'win32':
      return path.win32.join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Landfall', 'landfall.json')
    case 'darwin':
      return '/Library/Application Support/Landfall/landfall.json'
    default:
      return '/etc/landfall/landfall.json'
  }
}

async function readOne(file: string): Promise<ConfigReading> {
  const refuse = (reason: string): ConfigReading => ({
    kind: 'invalid',
    path: file,
    problems: [{ key: '(file)', reason }],
  })
  try {
    // O_NONBLOCK: a pipe must not keep us waiting for a writer.
    const flags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0)
    const handle = await open(file, flags)
    try {
      const status = await handle.stat()
      if (!status.isFile()) return refuse('is not a file')
      if (status.size > maximumBytes) return refuse(`is larger than ${maximumBytes} bytes`)
      const text = decode(await handle.readFile())
      if (text === null) return refuse('is not UTF-8 or UTF-16 text')
      return { ...parseConfig(text, file), path: file }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing', path: file }
      : refuse(`cannot be read (${code})`)
  }
}

// Windows PowerShell's Out-File and Notepad's "Unicode" write UTF-16LE with a mark.
function decode(bytes: Buffer): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
