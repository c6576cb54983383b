import { open } from 'node:fs/promises'
import path from 'node:path'
import { sign } from './sign.ts'
import { listFiles } from './stage-app.ts'

/** What a file is to a rule that lets signed programs run: no program of Windows at all, or one with or without a signature. */
export type Signature = 'no-program' | 'unsigned' | 'signed'

/** Offsets of the PE format (Microsoft, "PE Format"): the certificate table is the fifth of the data directories. */
const headBytes = 4096
const peOffsetAt = 0x3c
const optionalHeader = 24
const directories = { 0x10b: 96, 0x20b: 112 } as const
const certificateTable = 4 * 8

/** Tells by the bytes, whatever the file is called: Windows loads `.node` and others as it loads `.dll`. */
export async function readSignature(file: string): Promise<Signature> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return toSignature(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}

export function toSignature(head: Buffer): Signature {
  if (head.length < peOffsetAt + 4 || head.toString('latin1', 0, 2) !== 'MZ') return 'no-program'
  const header = head.readUInt32LE(peOffsetAt)
  const optional = header + optionalHeader
  if (optional + 2 > head.length || head.toString('latin1', header, header + 4) !== 'PE\0\0')
    return 'no-program'
  const start = directories[head.readUInt16LE(optional) as keyof typeof directories] as number | undefined
  if (start === undefined) return 'no-program'
  const size = optional + start + certificateTable + 4
  if (size + 4 > head.length) return 'unsigned'
  return head.readUInt32LE(size) === 0 ? 'unsigned' : 'signed'
}

/** The programs and libraries of Windows below a folder that have no signature, by their places with `/`. */
export async function listUnsigned(folder: string): Promise<readonly string[]> {
  const files = await listFiles(folder)
  const signatures = await Promise.all(files.map(({ name }) => readSignature(path.join(folder, name))))
  return files.map(({ name }) => name).filter((_name, index) => signatures[index] === 'unsigned')
}

/**
 * Signs each program and library of Windows below a folder that has no signature, but for `except`. Where nothing is to be signed
 * with, nothing happens. A signature of somebody else, as Microsoft's, stays.
 */
export async function signPrograms(folder: string, except: readonly string[] = []): Promise<void> {
  for (const name of await listUnsigned(folder)) if (!except.includes(name)) sign(path.join(folder, name))
}
