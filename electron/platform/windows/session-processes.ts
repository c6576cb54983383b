import { loadKoffi } from './load-koffi.ts'

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

/** The executables' names of the processes in our own session: another user's OneDrive is none of ours. */
export function readSessionProcesses(): string[] {
  const api = kernel()
  const session = readSession(process.pid)
  if (session === null) throw new Error('ProcessIdToSessionId refused for this process')
  const snapshot = api.createSnapshot(snapshotOfProcesses, 0)
  if (BigInt.asIntN(64, BigInt(snapshot)) === -1n) throw new Error('CreateToolhelp32Snapshot refused')
  try {
    const names: string[] = []
    const entry = Buffer.alloc(entrySize)
    entry.writeUInt32LE(entrySize, 0)
    for (let more = api.first(snapshot, entry); more !== 0; more = api.next(snapshot, entry)) {
      const name = entry.toString('utf16le', nameOffset, nameOffset + nameLength * 2)
      // A process that ended since, or that we may not ask about, is not one of ours.
      if (readSession(entry.readUInt32LE(idOffset)) === session) names.push(name.split('\0', 1)[0] ?? '')
    }
    return names
  } finally {
    api.closeHandle(snapshot)
  }
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
    first: library.func('int32_t __stdcall Process32FirstW(uintptr_t, _Inout_ uint8_t *)') as Kernel['first'],
    next: library.func('int32_t __stdcall Process32NextW(uintptr_t, _Inout_ uint8_t *)') as Kernel['next'],
    closeHandle: library.func('int32_t __stdcall CloseHandle(uintptr_t)') as Kernel['closeHandle'],
    sessionOf: library.func(
      'int32_t __stdcall ProcessIdToSessionId(uint32_t, _Out_ uint32_t *)',
    ) as Kernel['sessionOf'],
  }
  return bound
}
