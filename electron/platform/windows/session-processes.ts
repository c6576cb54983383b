import { loadKoffi } from '../load-koffi.ts'

type Handle = bigint | number

type Kernel = {
  createSnapshot(flags: number, process: number): Handle
  first(snapshot: Handle, entry: Buffer): number
  next(snapshot: Handle, entry: Buffer): number
  closeHandle(handle: Handle): number
  sessionOf(process: number, session: [number]): number
}

const snapshotOfProcesses = 2

/** PROCESSENTRY32W on 64-bit Windows: size at 0, process id at 8, file name of 260 characters at 44. */
const entrySize = 568
const idOffset = 8
const nameOffset = 44
const nameLength = 260

/** True where a process of this name runs in our own session: another user's OneDrive is none of ours. */
export function isRunningInSession(executable: string): boolean {
  const api = kernel()
  const session = readSession(process.pid)
  if (session === null) throw new Error('ProcessIdToSessionId refused for this process')
  const wanted = executable.toLowerCase()
  const snapshot = api.createSnapshot(snapshotOfProcesses, 0)
  if (BigInt.asIntN(64, BigInt(snapshot)) === -1n) throw new Error('CreateToolhelp32Snapshot refused')
  try {
    const entry = Buffer.alloc(entrySize)
    entry.writeUInt32LE(entrySize, 0)
    for (let more = api.first(snapshot, entry); more !== 0; more = api.next(snapshot, entry)) {
      // A process that ended since, or that we may not ask about, is not one of ours.
      if (nameIn(entry).toLowerCase() === wanted && readSession(entry.readUInt32LE(idOffset)) === session)
        return true
    }
    return false
  } finally {
    api.closeHandle(snapshot)
  }
}

function nameIn(entry: Buffer): string {
  const name = entry.toString('utf16le', nameOffset, nameOffset + nameLength * 2)
  return name.split('\0', 1)[0] ?? ''
}

/** The session a process runs in (0 holds the services); null where Windows does not say. */
export function readSession(process: number): number | null {
  const session: [number] = [0]
  return kernel().sessionOf(process, session) === 0 ? null : session[0]
}

let bound: Kernel | undefined

function kernel(): Kernel {
  if (bound !== undefined) return bound
  const library = loadKoffi().load('kernel32.dll')
  bound = {
    createSnapshot: library.func(
      'uintptr_t __stdcall CreateToolhelp32Snapshot(uint32_t, uint32_t)',
    ) as Kernel['createSnapshot'],
    first: library.func('int32_t __stdcall Process32FirstW(uintptr_t, void *)') as Kernel['first'],
    next: library.func('int32_t __stdcall Process32NextW(uintptr_t, void *)') as Kernel['next'],
    closeHandle: library.func('int32_t __stdcall CloseHandle(uintptr_t)') as Kernel['closeHandle'],
    sessionOf: library.func(
      'int32_t __stdcall ProcessIdToSessionId(uint32_t, _Out_ uint32_t *)',
    ) as Kernel['sessionOf'],
  }
  return bound
}
