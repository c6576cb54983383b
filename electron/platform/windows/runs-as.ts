import type { ContextFacts } from '../../../shared/facts/machine.ts'
import { bindNative, loadKoffi } from '../load-koffi.ts'
import { readSession } from './session-processes.ts'

type Handle = bigint | number

const tokenQuery = 0x8
const currentProcess = -1

/** TOKEN_INFORMATION_CLASS. */
const tokenUser = 1
const tokenElevationType = 18

/** TokenElevationTypeFull: an administrator of two tokens, running with the stronger one. */
const fullElevation = 2

/** WELL_KNOWN_SID_TYPE: LocalSystem, LocalService, NetworkService. */
const serviceAccounts = [22, 23, 24]

/**
 * As whom this process runs. `system`: a service's account, or no desktop (session 0). `elevated`: the
 * stronger of an administrator's two tokens, or another user than the one at the desktop; either way
 * OneDrive is not to be driven from here. With UAC off or for the built-in Administrator there is one token
 * only (type Default), and the registry is the user's own.
 */
export function readRunsAs(): ContextFacts['runsAs'] {
  const token = readToken()
  if (token.isServiceAccount || readSession(process.pid) === 0) return 'system'
  if (token.elevationType === fullElevation) return 'elevated'
  return isAnotherUser(readOwnName(), readDesktopName()) ? 'elevated' : 'user'
}

/** SAM names; the terminal services may keep 20 characters of one; an empty one tells nothing. */
export function isAnotherUser(own: string, desktop: string): boolean {
  const shorten = (name: string): string => name.slice(0, 20).toLowerCase()
  return own !== '' && desktop !== '' && shorten(own) !== shorten(desktop)
}

function readToken(): { isServiceAccount: boolean; elevationType: number } {
  const koffi = loadKoffi()
  const openToken = bindNative(
    'advapi32.dll',
    'int32_t __stdcall OpenProcessToken(intptr_t, uint32_t, _Out_ uintptr_t *)',
  ) as (process: number, access: number, token: [Handle]) => number
  const getInformation = bindNative(
    'advapi32.dll',
    'int32_t __stdcall GetTokenInformation(uintptr_t, int32_t, void *, uint32_t, _Out_ uint32_t *)',
  ) as (token: Handle, kind: number, into: unknown, size: number, needed: [number]) => number
  const isWellKnown = bindNative('advapi32.dll', 'int32_t __stdcall IsWellKnownSid(uintptr_t, int32_t)') as (
    sid: Handle,
    kind: number,
  ) => number
  const closeHandle = bindNative('kernel32.dll', 'int32_t __stdcall CloseHandle(uintptr_t)') as (
    handle: Handle,
  ) => number

  const token: [Handle] = [0]
  if (openToken(currentProcess, tokenQuery, token) === 0) throw new Error('OpenProcessToken refused')
  // TOKEN_USER points into the very memory it is in, so that memory must stay where it is.
  const size = 256
  const memory: unknown = koffi.alloc('uint8_t', size)
  try {
    if (getInformation(token[0], tokenUser, memory, size, [0]) === 0) {
      throw new Error('GetTokenInformation refused the user')
    }
    const sid = koffi.decode(memory, 'uintptr_t') as Handle
    const isServiceAccount = serviceAccounts.some((account) => isWellKnown(sid, account) !== 0)
    if (getInformation(token[0], tokenElevationType, memory, size, [0]) === 0) {
      throw new Error('GetTokenInformation refused the elevation type')
    }
    return { isServiceAccount, elevationType: koffi.decode.uint32(memory) }
  } finally {
    koffi.free(memory)
    closeHandle(token[0])
  }
}

/** The account this process runs under, without its domain; empty where Windows does not say. */
function readOwnName(): string {
  const getUserName = bindNative(
    'advapi32.dll',
    'int32_t __stdcall GetUserNameW(_Out_ uint8_t *, _Inout_ uint32_t *)',
  ) as (name: Buffer, length: [number]) => number
  const capacity = 257
  const name = Buffer.alloc(capacity * 2)
  const length: [number] = [capacity]
  return getUserName(name, length) === 0 ? '' : name.toString('utf16le', 0, (length[0] - 1) * 2)
}

const currentSession = 0xffff_ffff
const userNameOfSession = 5

/** The account that is signed in at this desktop, without its domain; empty where Windows does not say. */
function readDesktopName(): string {
  const koffi = loadKoffi()
  const query = bindNative(
    'wtsapi32.dll',
    'int32_t __stdcall WTSQuerySessionInformationW(uintptr_t, uint32_t, int32_t, _Out_ void **, _Out_ uint32_t *)',
  ) as (server: number, session: number, kind: number, text: [unknown], bytes: [number]) => number
  const free = bindNative('wtsapi32.dll', 'void __stdcall WTSFreeMemory(void *)') as (memory: unknown) => void
  const text: [unknown] = [null]
  if (query(0, currentSession, userNameOfSession, text, [0]) === 0) return ''
  try {
    return koffi.decode.string16(text[0])
  } finally {
    free(text[0])
  }
}
