import { linkSync, lstatSync, unlinkSync } from 'node:fs'
import { statusLayout, type MacCalls } from '../../electron/platform/macos/mac-calls.ts'

/** What macOS says of a path beside what this disk knows. */
export type MacTruth = {
  /** `st_flags` by path; 0 where nothing is said, `refused` where the call fails. */
  readonly flags: Map<string, number | 'refused'>
  /** For these paths the call answers something else than Node: another layout than the one we know. */
  readonly garbled: Set<string>
  /** Quarantine marks by path; attributes of other names by path, a zero and the name. */
  readonly attributes: Map<string, Uint8Array>
  /** Kind, scope and policy of each. */
  readonly policies: (readonly [number, number, number])[]
  /** False for a system that does not take a policy. */
  takesPolicies: boolean
}

/** Calls of macOS over the files of this disk, answered in macOS's own layout (`sys/stat.h`). */
export function createMacCalls(): { readonly calls: MacCalls; readonly truth: MacTruth } {
  const truth: MacTruth = {
    flags: new Map(),
    garbled: new Set(),
    attributes: new Map(),
    policies: [],
    takesPolicies: true,
  }
  let failure = 0
  const fail = (number: number): -1 => {
    failure = number
    return -1
  }
  const calls: MacCalls = {
    lstat: (path, into) => {
      const flags = truth.flags.get(path) ?? 0
      if (flags === 'refused') return fail(1)
      const status = lstatSync(path, { bigint: true, throwIfNoEntry: false })
      if (status === undefined) return fail(2)
      const raw = Buffer.from(into.buffer, into.byteOffset, into.byteLength)
      raw.writeUInt16LE(Number(status.mode & 0xffffn), statusLayout.mode)
      raw.writeBigUInt64LE(status.ino, statusLayout.number)
      raw.writeBigInt64LE(status.mtimeNs / 1_000_000_000n, statusLayout.written)
      raw.writeBigInt64LE(status.mtimeNs % 1_000_000_000n, statusLayout.written + 8)
      raw.writeBigInt64LE(truth.garbled.has(path) ? status.size + 1n : status.size, statusLayout.size)
      raw.writeUInt32LE(flags, statusLayout.flags)
      return 0
    },
    setPolicy: (...policy) => {
      truth.policies.push(policy)
      return truth.takesPolicies ? 0 : fail(22)
    },
    renameExclusively: (from, to) => {
      try {
        linkSync(from, to)
      } catch (error) {
        return fail((error as NodeJS.ErrnoException).code === 'EEXIST' ? 17 : 13)
      }
      unlinkSync(from)
      for (const [key, value] of [...truth.attributes]) {
        if (key !== from && !key.startsWith(`${from}\0`)) continue
        truth.attributes.delete(key)
        truth.attributes.set(`${to}${key.slice(from.length)}`, value)
      }
      return 0
    },
    readAttribute: (path, name, into) => {
      const value = truth.attributes.get(toKey(path, name))
      if (value === undefined) return fail(93)
      into?.set(value)
      return value.byteLength
    },
    writeAttribute: (path, name, value) => {
      truth.attributes.set(toKey(path, name), Uint8Array.from(value))
      return 0
    },
    lastError: () => failure,
  }
  return { calls, truth }
}

function toKey(path: string, name: string): string {
  return name === 'com.apple.quarantine' ? path : `${path}\0${name}`
}
