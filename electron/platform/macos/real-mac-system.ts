import { execFile } from 'node:child_process'
import { readFile, readdir, readlink, realpath, stat, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { withoutEnd } from '../../../shared/text/without-end.ts'
import type { Disk } from '../../../shared/facts/machine.ts'
import type { SmallFile } from '../../../shared/computer/client/small-file.ts'
import type { MacSystem } from '../../../shared/computer/macos/mac-system.ts'
import {
  longestPropertyList,
  parsePropertyList,
  textOf,
} from '../../../shared/computer/macos/property-list.ts'

const run = promisify(execFile)

/** macOS may ask the person before another program's files are opened, and the answer may never come. */
const patienceMilliseconds = 30_000

/** This computer. Nothing is written, no link into a cloud is opened, and no question is asked twice at a time. */
export function createRealMacSystem(): MacSystem {
  const askOnce = createAskOnce(patienceMilliseconds)
  const ask = <Value>(place: string, question: string, answer: () => Promise<Value>): Promise<Value> =>
    askOnce(`${question} ${place}`, place, answer)
  return {
    recorded: false,
    osVersion: readOsVersion,
    runsAs: () => (process.getuid?.() === 0 ? 'elevated' : 'user'),
    home: () => os.homedir(),
    userName: () => os.userInfo().username,
    hasClientFiles: true,
    readSmallFile: (place, maximumBytes) => ask(place, 'file', () => readSmallFile(place, maximumBytes)),
    listFolder: (place) => ask(place, 'folder', () => orNull(place, () => readdir(place))),
    resolveLink: (place) => ask(place, 'link', () => resolveLink(place)),
    providerOf: (place) => ask(place, 'provider', () => readProvider(place)),
    disk: (root) => ask(root, 'disk', () => orNull(root, () => readDisk(root))),
    isRunning: async (name) => parseProcesses(await listProcesses(), process.getuid?.() ?? -1).includes(name),
  }
}

/**
 * Ends the wait for an answer after a while, and lets who asks again meanwhile wait for the same one: a question that
 * hangs holds one of Node's few threads.
 */
export function createAskOnce(milliseconds: number) {
  const open = new Map<string, Promise<unknown>>()
  return async <Value>(key: string, place: string, answer: () => Promise<Value>): Promise<Value> => {
    const pending = (open.get(key) as Promise<Value> | undefined) ?? answer().finally(() => open.delete(key))
    open.set(key, pending)
    let timer: NodeJS.Timeout | undefined
    const end = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${place}: no answer in time`)), milliseconds)
    })
    try {
      return await Promise.race([pending, end])
    } finally {
      clearTimeout(timer)
    }
  }
}

async function readSmallFile(place: string, maximumBytes: number): Promise<SmallFile | null> {
  return await orNull(place, async () => {
    const status = await stat(place)
    if (!status.isFile()) throw new Error(`${place}: is not a plain file`)
    // Of a file that is only in the cloud macOS would fetch the content.
    if (status.size > 0 && status.blocks === 0 && place.includes('/Library/CloudStorage/'))
      throw new Error(`${place}: is not on this computer`)
    if (status.size > maximumBytes) throw new Error(`${place}: is too large`)
    return { bytes: await readFile(place), readWrittenAt: () => status.mtime.toISOString() }
  })
}

/** Null where there is nothing; what macOS refuses, it says by name and code. */
async function orNull<Value>(place: string, answer: () => Promise<Value>): Promise<Value | null> {
  try {
    return await answer()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw code === undefined ? error : new Error(`${place}: ${code}`, { cause: error })
  }
}

async function resolveLink(place: string): Promise<string> {
  const found = await orNull(place, () => realpath(place))
  if (found !== null) return found
  // Where a link leads is wanted even if nothing is there: a redirection into a deleted OneDrive is a finding.
  try {
    return path.resolve(path.dirname(place), await readlink(place))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EINVAL' || code === 'ENOTDIR') return place
    throw new Error(`${place}: ${code ?? 'cannot be read'}`, { cause: error })
  }
}

const providerAttribute = 'com.apple.file-provider-domain-id'

// Node reads no attributes. The names come first: a refusal must not look like an attribute that is not there.
async function readProvider(place: string): Promise<string | null> {
  const names = await runXattr(['--', place])
  if (!names.split('\n').includes(providerAttribute)) return null
  return parseAttribute(await runXattr(['-px', providerAttribute, place]))
}

async function runXattr(asked: readonly string[]): Promise<string> {
  return (await run('/usr/bin/xattr', asked, { timeout: 5_000 })).stdout
}

/** The text of an attribute from the hexadecimal that `xattr -px` prints. Throws where it prints something else. */
export function parseAttribute(printed: string): string {
  const digits = printed.replaceAll(/\s/g, '')
  if (digits === '' || !/^(?:[0-9a-f]{2})+$/i.test(digits)) throw new Error('attribute: not understood')
  return withoutEnd(Buffer.from(digits, 'hex').toString('utf8'), '\0')
}

async function readDisk(root: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(root)
  return { root, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** os.release() is the kernel's number; this is the one that people know. */
async function readOsVersion(): Promise<string> {
  const place = '/System/Library/CoreServices/SystemVersion.plist'
  const file = await readSmallFile(place, longestPropertyList)
  const version = file === null ? null : textOf(parsePropertyList(file.bytes), 'ProductVersion')
  return version ?? os.release()
}

async function listProcesses(): Promise<string> {
  const { stdout } = await run('/bin/ps', ['-axo', 'uid=,comm='], {
    timeout: 5_000,
    maxBuffer: 8 * 1024 * 1024,
  })
  return stdout
}

/** Names of the programs that run as one user, from `uid path` lines. */
export function parseProcesses(text: string, userId: number): string[] {
  return text.split('\n').flatMap((line) => {
    const [, owner, rest] = /^\s*(\d+)(\s.*)$/.exec(line) ?? []
    const program = rest?.trim() ?? ''
    if (program === '' || Number(owner) !== userId) return []
    return program.slice(program.lastIndexOf('/') + 1)
  })
}
