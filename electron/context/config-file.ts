import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { configWithoutFile, parseConfig, type ConfigResult } from '../../shared/config/parse-config.ts'
import { decodeText } from '../../shared/text/decode-text.ts'
import type { ManagedLayer } from '../../shared/config/managed-settings.ts'
import { readManagedSettings, readProtectedFile, type StartReplay } from '../platform/index.ts'

/** The configuration or why there is none, and the file it is about. */
export type ConfigReading = ConfigResult & { readonly path: string }

const maximumBytes = 1024 * 1024

/** For whom the configuration is read. */
export type Reader = {
  readonly system?: NodeJS.Platform
  /**
   * True in a packaged app that may sign in: then a file is believed only where an administrator alone can change it, also one that
   * the command line names. Development, checks and replays may name any file.
   */
  readonly isPackagedLive?: boolean
  /** Starts the process that reads the policy of somebody else's recording. */
  readonly reader?: StartReplay | null
}

/**
 * Reads the configuration: the organisation's policy over the file asked for, else `landfall.json` beside a recording,
 * else the machine's own. A file that was asked for and is missing is not replaced by another. A recording's policy
 * is its own: this computer's says nothing about somebody else's. The machine's own file is believed only where an administrator
 * alone can change it.
 */
export async function readConfiguration(
  configFile: string | null,
  machineFolder: string | null,
  { system = process.platform, isPackagedLive = false, reader = null }: Reader = {},
): Promise<ConfigReading> {
  let layers: readonly ManagedLayer[]
  try {
    layers = await readManagedSettings(
      machineFolder === null ? { kind: 'this', system } : { kind: 'recorded', folder: machineFolder, reader },
    )
  } catch (error) {
    const reason = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    const file = configFile ?? machineConfigPath(system, process.env)
    return { kind: 'invalid', path: file, problems: [{ key: '(policy)', reason }] }
  }
  return await readConfigFile(configFile, machineFolder, layers, isPackagedLive)
}

/** Reads the file, with policy over it. Without a file policy can say everything, but not in place of one asked for. */
export async function readConfigFile(
  configFile: string | null,
  machineFolder: string | null,
  layers: readonly ManagedLayer[] = [],
  isPackagedLive = false,
): Promise<ConfigReading> {
  const own = machineConfigPath(process.platform, process.env)
  const beside = machineFolder === null ? [] : [path.join(machineFolder, 'landfall.json')]
  const places = configFile === null ? [...beside, own] : [configFile]
  for (const file of places) {
    const isProtected = isPackagedLive || file === own
    const content = isProtected ? await readProtectedText(file) : await readText(file)
    const ground = isProtected ? 'machine' : 'development'
    if (content.kind === 'read') return { ...parseConfig(content.text, file, layers, ground), path: file }
    if (content.kind === 'refused') return refuse(file, content.reason)
  }
  if (configFile !== null) return { kind: 'missing', path: configFile }
  // Who names a recording is helped by the place in that recording, not by the one on this computer.
  const [file = own] = places
  return { ...configWithoutFile(file, layers), path: file }
}

/** Where an administrator puts the configuration for all people of the computer. */
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

function refuse(file: string, reason: string): ConfigReading {
  return { kind: 'invalid', path: file, problems: [{ key: '(file)', reason }] }
}

type Content =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string }

async function readProtectedText(file: string): Promise<Content> {
  try {
    const content = await readProtectedFile(process.platform, file, maximumBytes)
    return content.kind === 'read' ? toText(content.bytes) : content
  } catch (error) {
    return toContent(error)
  }
}

async function readText(file: string): Promise<Content> {
  try {
    // O_NONBLOCK: a pipe must not keep us waiting for a writer.
    const flags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0)
    const handle = await open(file, flags)
    try {
      const status = await handle.stat()
      if (!status.isFile()) return { kind: 'refused', reason: 'is not a file' }
      if (status.size > maximumBytes) {
        return { kind: 'refused', reason: `is larger than ${maximumBytes} bytes` }
      }
      return toText(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    return toContent(error)
  }
}

function toText(bytes: Buffer): Content {
  const text = decodeText(bytes)
  return text === null ? { kind: 'refused', reason: 'is not UTF-8 or UTF-16 text' } : { kind: 'read', text }
}

/** The refusal for a file that cannot be opened; what is no refusal of the file system is thrown on. */
function toContent(error: unknown): Content {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? { kind: 'missing' }
    : { kind: 'refused', reason: `cannot be read (${code})` }
}
